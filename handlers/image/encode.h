#pragma once

#include <stop_token>
#include <string>

#include "handlers/image/format.h"
#include "handlers/image/vips_image.h"

namespace shrike {

/// Writes an 8-bit sRGB image, without metadata; of all its frames, if the format has them. Alpha
/// must be gone where the format has none (see flattened). `quality` is 1 … 100 and without meaning
/// for PNG, GIF and TIFF, which are lossless but for GIF's palette.
///
/// Evaluates the pipeline, so that damage to the source shows here: Error "Image.Corrupt".
[[nodiscard]] std::string encode(const Image& image, Format format, int quality,
                                 const std::stop_token& stop = {});

}  // namespace shrike
