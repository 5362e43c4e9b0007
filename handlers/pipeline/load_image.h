#pragma once

#include <string>

#include "handlers/config.h"
#include "handlers/modules/ports.h"
#include "handlers/modules/source_image.h"
#include "handlers/pipeline/memory_gate.h"
#include "handlers/pipeline/record_handler.h"

namespace shrike {

/// An image, and the share of the function's memory that it is held in.
struct LoadedImage {
  SourceImage image;
  MemoryHold memory;
};

/// Downloads the object of a record into memory and reads the image's header.
///
/// Throws Error: "Event.OwnOutput" (Reject) for what Shrike wrote itself, "Object.…" and "Image.…"
/// (Reject) for what is not there, too large or no image, and what else the store throws.
[[nodiscard]] LoadedImage load_image(const S3Record& record, const Config& config,
                                     ObjectStore& store, ImageLibrary& images,
                                     const RecordScope& scope);

/// The image itself is at fault, which a result can tell.
[[nodiscard]] bool is_refusal_of_image(const Error& error);

/// An ETag as notifications have it.
[[nodiscard]] std::string without_quotes(std::string etag);

}  // namespace shrike
