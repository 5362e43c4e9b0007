#include "handlers/image/tiff_strips.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/image/pictures.h"

namespace shrike {
namespace {

using namespace testing;

constexpr int kHeight = 300;

TEST(TiffStrips, AreTheRowsThatAreDecompressedAtOnce) {
  const Picture picture = busy(64, kHeight);
  const auto rows = [&](const char* suffix) {
    return tiff_rows_at_once(encoded(picture, suffix), kHeight);
  };
  EXPECT_EQ(rows(".tif[compression=lzw]"), 128);
  EXPECT_EQ(rows(".tif[compression=deflate,tile,tile_height=32]"), 32);
  EXPECT_EQ(rows(".tif[compression=none]"), 1);
}

TEST(TiffStrips, AreReadInBothByteOrders) {
  const std::string little("II\x2a\0\x08\0\0\0\x01\0\x16\x01\x03\0\x01\0\0\0\x07\0\0\0", 22);
  const std::string big("MM\0\x2a\0\0\0\x08\0\x01\x01\x16\0\x04\0\0\0\x01\0\0\0\x07", 22);
  EXPECT_EQ(tiff_rows_at_once(little, kHeight), 7);
  EXPECT_EQ(tiff_rows_at_once(big, kHeight), 7);
}

TEST(TiffStrips, AreAllRowsWhereNothingSaysOtherwise) {
  const std::string whole = encoded(busy(64, kHeight), ".tif[compression=lzw]");
  // The directory of this writer is at the end.
  for (const std::size_t size : {0U, 1U, 3U, 7U, 9U, 40U}) {
    EXPECT_EQ(tiff_rows_at_once(whole.substr(0, size), kHeight), kHeight) << size;
  }
  EXPECT_EQ(tiff_rows_at_once(std::string("II\x2b\0\x08\0\0\0", 8), kHeight), kHeight);
  EXPECT_EQ(tiff_rows_at_once(std::string("II\x2a\0\xff\xff\xff\xff", 8), kHeight), kHeight);
  EXPECT_EQ(tiff_rows_at_once(std::string("II\x2a\0\x08\0\0\0\xff\xff", 10), kHeight), kHeight);
}

TEST(TiffStrips, AreNeverMoreThanThereAreRows) {
  const std::string endless("MM\0\x2a\0\0\0\x08\0\x01\x01\x16\0\x04\0\0\0\x01\xff\xff\xff\xff", 22);
  EXPECT_EQ(tiff_rows_at_once(endless, kHeight), kHeight);
  EXPECT_EQ(tiff_rows_at_once(endless, -1), 0);
}

}  // namespace
}  // namespace shrike
