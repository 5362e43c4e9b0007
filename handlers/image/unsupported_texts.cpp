#include "handlers/image/unsupported_texts.h"

#include <algorithm>
#include <array>

namespace shrike {
namespace {

constexpr std::array<std::string_view, 7> kTexts{
    "support is not configured",    // TIFF: Zstandard, LZMA, WebP, old-style JPEG
    "decoding is not implemented",  // TIFF: compression that libtiff has no codec for
    "bad labq format",              // TIFF: CIELAB of 8 bits
    "samples out of range",         // TIFF: 64 bits a sample
    "Unsupported JPEG data precision 12",
    "Unsupported JPEG process",               // lossless, hierarchical
    "Unsupported color conversion request"};  // lossless, where libjpeg has that process

}  // namespace

bool says_unsupported(std::string_view libvips_text) {
  return std::any_of(kTexts.begin(), kTexts.end(), [&](std::string_view text) {
    return libvips_text.find(text) != std::string_view::npos;
  });
}

}  // namespace shrike
