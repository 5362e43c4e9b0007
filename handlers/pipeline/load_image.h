#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "handlers/config.h"
#include "handlers/modules/ports.h"
#include "handlers/modules/source_image.h"
#include "handlers/pipeline/memory_gate.h"
#include "handlers/pipeline/pipeline_run.h"
#include "handlers/pipeline/record_handler.h"

namespace shrike {

/// An image, and the share of the function's memory that it is held in.
struct LoadedImage {
  SourceImage image;
  MemoryHold memory;
};

/// How many bytes a download may have, and how many to take memory for.
struct DownloadSize {
  std::uint64_t limit = 0;
  std::uint64_t expected = 0;
};

/// `size` as the event says, where it does.
[[nodiscard]] DownloadSize download_size(const Config& config, std::optional<std::uint64_t> size);

/// Downloads an object into memory that has been taken for `size.expected` bytes; its header is not
/// read yet. `on_progress` sees what is there by then, after each piece. Throws as load_image does.
[[nodiscard]] SourceImage download_image(
    const ObjectRef& object, const DownloadSize& size, ObjectStore& store,
    const RecordMemory& memory, const CallScope& calls,
    const std::function<void(const SourceImage& so_far)>& on_progress = {});

/// What is left to decode an image of so many bytes.
[[nodiscard]] DecodeBudget decode_budget(std::uint64_t bytes, const Config& config,
                                         const Clock& clock, const CallScope& calls);

/// Reads the image's header: its facts, and the budget that is left to decode it.
void read_header(SourceImage& image, const Config& config, const Services& services,
                 const CallScope& calls);

/// Downloads the object of a record into memory and reads the image's header.
///
/// Throws Error: "Event.OwnOutput" (Reject) for what Shrike wrote itself, "Object.…" and "Image.…"
/// (Reject) for what is not there, too large or no image, and what else the store throws.
[[nodiscard]] LoadedImage load_image(const S3Record& record, const Config& config,
                                     const Services& services, const RecordScope& scope);

/// The image itself is at fault, which a result can tell.
[[nodiscard]] bool is_refusal_of_image(const Error& error);

}  // namespace shrike
