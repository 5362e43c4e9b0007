#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "handlers/image/facts.h"
#include "handlers/image/rendition_spec.h"

namespace shrike {

struct Rendition {
  std::string name;
  Format format = Format::Jpeg;
  int width = 0;
  int height = 0;  ///< of one frame
  int pages = 1;
  std::string bytes;
};

/// Makes all renditions from one decode: the largest is decoded with shrink-on-load, the others are
/// derived from it. Upright, sRGB, 8 bit, without metadata; alpha is flattened on white where the
/// target has none. Truncated or corrupt input throws Error "Image.Corrupt" (Reject) and yields
/// nothing; so does a `stop`, which is honoured between two rows of tiles (see DecodeWatch).
///
/// Order is that of `specs`. Check require_within_budget first.
[[nodiscard]] std::vector<Rendition> make_renditions(std::string_view bytes,
                                                     const ImageFacts& facts,
                                                     const std::vector<RenditionSpec>& specs,
                                                     const std::stop_token& stop = {});

/// An upright sRGB JPEG of the first frame for Rekognition: at most `max_side` pixels a side and at
/// most `max_bytes`, by lowering quality and then size until it fits; at least 80 pixels a side
/// where the source has them. Throws like make_renditions.
[[nodiscard]] std::string make_detection_jpeg(std::string_view bytes, const ImageFacts& facts,
                                              int max_side, std::size_t max_bytes,
                                              const std::stop_token& stop = {});

/// Interleaved 8-bit sRGB.
struct RgbImage {
  int width = 0;
  int height = 0;
  std::string pixels;  ///< width * height * 3 bytes, rows from the top
};

/// Decodes the first frame upright, fitted inside max_side; for on-board models.
[[nodiscard]] RgbImage decode_rgb(std::string_view bytes, const ImageFacts& facts, int max_side);

}  // namespace shrike
