#include "handlers/pipeline/load_image.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "handlers/pipeline/publish.h"
#include "runtime/mebibyte.h"

namespace shrike {

DownloadSize download_size(const Config& config, std::optional<std::uint64_t> size) {
  const std::uint64_t limit = std::min(config.max_image_mb, config.memory_mb / 4) * kMebibyte;
  return {limit, std::min(size.value_or(limit), limit)};
}

SourceImage download_image(const ObjectRef& object, const DownloadSize& size, ObjectStore& store,
                           const RecordMemory& memory, const CallScope& calls,
                           const std::function<void(const SourceImage& so_far)>& on_progress) {
  SourceImage image;
  image.object = object;
  image.info =
      store.get(object, size.limit, calls, [&](const ObjectInfo& info, std::string_view chunk) {
        memory.require_within(size.expected, image.bytes.size() + chunk.size());
        if (image.bytes.empty()) {
          image.info = info;
          image.bytes.reserve(std::min(info.size, size.expected));
        }
        image.bytes += chunk;
        if (on_progress) on_progress(image);
      });
  if (image.info.metadata.contains(kOutputMark)) {
    throw Error(ErrorKind::Reject, "Event.OwnOutput",
                "The object is an output of Shrike; processing it would never end");
  }
  return image;
}

DecodeBudget decode_budget(std::uint64_t bytes, const Config& config, const Clock& clock,
                           const CallScope& calls) {
  DecodeBudget budget = DecodeBudget::for_function(config.memory_mb, bytes);
  budget.time = {.remaining = calls.deadline - clock.now(),
                 .whole = calls.deadline - calls.begun,
                 .processors = processors_of_function(config.memory_mb, config.cpu_follows_memory)};
  return budget;
}

void read_header(SourceImage& image, const Config& config, const Services& services,
                 const CallScope& calls) {
  image.facts = services.images.inspect(image.bytes);
  image.budget = decode_budget(image.bytes.size(), config, services.clock, calls);
}

LoadedImage load_image(const S3Record& record, const Config& config, const Services& services,
                       const RecordScope& scope) {
  const DownloadSize size = download_size(config, record.size);
  LoadedImage loaded;
  loaded.memory = scope.memory.for_download(size.expected);
  loaded.image = download_image(record.object, size, services.store, scope.memory, scope.calls);
  loaded.image.sequencer = record.sequencer;
  read_header(loaded.image, config, services, scope.calls);
  return loaded;
}

bool is_refusal_of_image(const Error& error) {
  return error.kind() == ErrorKind::Reject &&
         (error.type().starts_with("Image.") || error.type() == "Object.TooLarge");
}

}  // namespace shrike
