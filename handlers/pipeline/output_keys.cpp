#include "handlers/pipeline/output_keys.h"

#include <fmt/format.h>

#include "handlers/aws/object_key_limit.h"
#include "runtime/error.h"

namespace shrike {
namespace {

/// A rendition's name has at most 32 characters; then a dot and an extension.
constexpr std::size_t kLongestLeaf = 40;

}  // namespace

OutputKeys::OutputKeys(std::string_view prefix, const ObjectKey& input)
    : folder_(fmt::format("{}{}/", prefix, input.str())) {
  if (folder_.size() + kLongestLeaf > kMaxKeyBytes) {
    throw Error(ErrorKind::Reject, "Object.KeyTooLong",
                fmt::format("The key has {} bytes; output keys add to it and may have {}",
                            input.str().size(), kMaxKeyBytes));
  }
}

ObjectKey OutputKeys::rendition(std::string_view name, Format format) const {
  return ObjectKey(fmt::format("{}{}.{}", folder_, name, traits(format).extension));
}

ObjectKey OutputKeys::metadata() const { return document("metadata"); }

ObjectKey OutputKeys::document(std::string_view name) const {
  return ObjectKey(fmt::format("{}{}.json", folder_, name));
}

}  // namespace shrike
