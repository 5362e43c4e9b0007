#include "handlers/pipeline/load_image.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "handlers/pipeline/publish.h"

namespace shrike {
namespace {

constexpr std::uint64_t kMegabyte = 1'048'576;

}  // namespace

LoadedImage load_image(const S3Record& record, const Config& config, ObjectStore& store,
                       ImageLibrary& images, const RecordScope& scope) {
  const std::uint64_t limit = std::min(config.max_image_mb, config.memory_mb / 4) * kMegabyte;
  const std::uint64_t expected = std::min(record.size.value_or(limit), limit);
  LoadedImage loaded;
  loaded.memory = scope.memory.for_download(expected);
  SourceImage& image = loaded.image;
  image.object = record.object;
  image.sequencer = record.sequencer;
  image.bytes.reserve(std::min(record.size.value_or(0), limit));
  image.info = store.get(record.object, limit, scope.calls, [&](std::string_view chunk) {
    scope.memory.require_within(expected, image.bytes.size() + chunk.size());
    image.bytes += chunk;
  });
  if (image.info.metadata.contains(kOutputMark)) {
    throw Error(ErrorKind::Reject, "Event.OwnOutput",
                "The object is an output of Shrike; processing it would never end");
  }
  image.facts = images.inspect(image.bytes);
  image.budget = DecodeBudget::for_function(config.memory_mb, image.bytes.size());
  return loaded;
}

bool is_refusal_of_image(const Error& error) {
  return error.kind() == ErrorKind::Reject &&
         (error.type().starts_with("Image.") || error.type() == "Object.TooLarge");
}

std::string without_quotes(std::string etag) {
  std::erase(etag, '"');
  return etag;
}

}  // namespace shrike
