#include "handlers/events/fields.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/aws/object_key_limit.h"
#include "handlers/events/bucket_name.h"
#include "handlers/events/sequencer.h"
#include "runtime/error.h"

namespace shrike::fields {
namespace {

Error malformed(std::string_view name, std::string_view wanted) {
  return {ErrorKind::Reject, "Event.Malformed",
          fmt::format("The event's field {} is not {}", name, wanted)};
}

/// Nothing when the member is absent or null.
const nlohmann::json* find(const nlohmann::json& parent, std::string_view name) {
  const auto found = parent.find(name);
  return found == parent.end() || found->is_null() ? nullptr : &*found;
}

}  // namespace

const nlohmann::json& object(const nlohmann::json& parent, std::string_view name) {
  const auto* member = find(parent, name);
  if (member == nullptr || !member->is_object()) throw malformed(name, "an object");
  return *member;
}

const nlohmann::json& as_object(const nlohmann::json& value, std::string_view name) {
  if (!value.is_object()) throw malformed(name, "an object");
  return value;
}

std::string text(const nlohmann::json& parent, std::string_view name) {
  auto value = optional_text(parent, name);
  if (value.empty()) throw malformed(name, "a text that is not empty");
  return value;
}

std::string optional_text(const nlohmann::json& parent, std::string_view name) {
  const auto* member = find(parent, name);
  if (member == nullptr) return {};
  if (!member->is_string()) throw malformed(name, "a text");
  return member->get<std::string>();
}

std::optional<std::uint64_t> optional_count(const nlohmann::json& parent, std::string_view name) {
  const auto* member = find(parent, name);
  if (member == nullptr) return std::nullopt;
  if (!member->is_number_unsigned()) throw malformed(name, "a count");
  return member->get<std::uint64_t>();
}

std::string sequencer(const nlohmann::json& parent, std::string_view name) {
  auto value = optional_text(parent, name);
  if (!value.empty() && !is_sequencer(value)) throw malformed(name, "hexadecimal");
  return value;
}

BucketName bucket(const nlohmann::json& parent, std::string_view name) {
  auto value = text(parent, name);
  if (!is_bucket_name(value)) throw malformed(name, "a bucket's name");
  return BucketName(std::move(value));
}

void require_key_length(std::string_view key) {
  if (key.size() > kMaxKeyBytes) {
    throw malformed("key", fmt::format("a key of at most {} bytes", kMaxKeyBytes));
  }
}

}  // namespace shrike::fields
