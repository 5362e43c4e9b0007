#include "handlers/image/unsupported_texts.h"

#include <gtest/gtest.h>

namespace shrike {
namespace {

TEST(UnsupportedTexts, AreThoseOfKindsThatNoDecoderIsThereFor) {
  for (const char* text :
       {"tiff2vips: ZSTD compression support is not configured",
        "tiff2vips: Compression scheme 34712 scanline decoding is not implemented",
        "image: bad labq format", "tiff2vips: samples out of range",
        "VipsJpeg: Unsupported JPEG data precision 12",
        "VipsJpeg: Unsupported JPEG process: SOF type 0xc3",
        "VipsJpeg: Unsupported color conversion request"}) {
    EXPECT_TRUE(says_unsupported(text)) << text;
  }
}

TEST(UnsupportedTexts, AreNotThoseOfDamage) {
  for (const char* text :
       {"", "no reason given", "VipsJpeg: premature end of JPEG image",
        "VipsForeignLoad: buffer is not in a known format",
        "VipsJpeg: Unsupported JPEG data precision 0", "VipsJpeg: Unsupported marker type 0xb7",
        "pngload: libspng read error", "tiff2vips: Not enough data at scanline 40"}) {
    EXPECT_FALSE(says_unsupported(text)) << text;
  }
}

}  // namespace
}  // namespace shrike
