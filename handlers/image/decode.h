#pragma once

#include <stop_token>
#include <string_view>

#include "handlers/image/decode_plan.h"
#include "handlers/image/facts.h"
#include "handlers/image/leniency.h"
#include "handlers/image/size.h"
#include "handlers/image/vips_image.h"

namespace shrike {

/// A pipeline that decodes `bytes` to upright 8-bit sRGB of `size` a frame, which must not be
/// larger than the source; alpha stays, a TIFF's other channels do not. Nothing but the header is
/// read until it is evaluated, and then from top to bottom once. Throws Error "Image.Corrupt" or
/// "Image.Unsupported".
[[nodiscard]] Image open_scaled(std::string_view bytes, const ImageFacts& facts, Size size,
                                Frames frames, Leniency leniency);

/// Evaluates the pipeline into memory, where it can be read in any order. Throws "Image.Corrupt"
/// when the source turns out to be truncated or damaged, and when `stop` ends it.
[[nodiscard]] Image in_memory(const Image& pipeline, const std::stop_token& stop = {});

/// An image in memory made smaller, `size` a frame.
[[nodiscard]] Image scaled_down(const Image& image, Size size);

/// The first frame alone.
[[nodiscard]] Image first_frame(const Image& image);

/// On white, where it has alpha.
[[nodiscard]] Image flattened(const Image& image);

}  // namespace shrike
