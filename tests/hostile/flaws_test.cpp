#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "handlers/image/jpeg_markers.h"
#include "handlers/image/leniency.h"
#include "handlers/image/png_chunks.h"

namespace shrike {
namespace {

using namespace std::string_literals;

struct Flaw {
  std::string message;
  bool progressive = false;
  bool forgiven = false;
};

TEST(Leniency, IsForWhatHarmsNoPixel) {
  const std::vector<Flaw> flaws{
      {"VipsJpeg: Invalid SOS parameters for sequential JPEG", false, true},
      {"VipsJpeg: Warning: unknown JFIF revision number 9.99", false, true},
      {"VipsJpeg: Corrupt JPEG data: 7 extraneous bytes before marker 0xdb", false, true},
      {"VipsJpeg: Corrupt JPEG data: 7 extraneous bytes before marker 0xd9", true, true},
      {"VipsJpeg: Corrupt JPEG data: 7 extraneous bytes before marker 0xd9", false, false},
      {"VipsJpeg: Corrupt JPEG data: 110 extraneous bytes before marker 0xd2", true, false},
      {"VipsJpeg: Corrupt JPEG data: premature end of data segment", false, false},
      {"VipsJpeg: Corrupt JPEG data: bad Huffman code", true, false},
      {"VipsJpeg: Corrupt JPEG data: found marker 0xd2 instead of RST1", false, false},
      {"no reason given", false, false},
  };
  for (const Flaw& flaw : flaws) {
    ImageFacts facts;
    facts.progressive = flaw.progressive;
    const Error error(ErrorKind::Reject, "Image.Corrupt", flaw.message);
    EXPECT_EQ(forgiving(error, facts, {}).warnings, flaw.forgiven) << flaw.message;
    EXPECT_FALSE(forgiving(error, facts, {}).profile);
  }
}

TEST(Leniency, EndsWhereNothingMoreIsForgiven) {
  ImageFacts facts;
  facts.icc_profile = true;
  int calls = 0;
  const VipsSession session(VipsSession::Company::Welcome, {});
  EXPECT_THROW(decode_leniently(session, facts,
                                [&](Leniency) -> int {
                                  ++calls;
                                  throw Error(ErrorKind::Reject, "Image.Corrupt",
                                              "VipsIcc: Couldn't link the profiles");
                                }),
               Error);
  EXPECT_EQ(calls, 2);
}

TEST(JpegMarkers, ArithmeticFramesAreSeenBehindWhateverStandsBeforeThem) {
  const std::string start = "\xFF\xD8\xFF\xE0\0\4ab"s;
  EXPECT_TRUE(is_arithmetic_jpeg(start + "\xFF\xC9"));
  EXPECT_TRUE(is_arithmetic_jpeg(start + "rubbish\xFF\xFF\xFF\xCA"));
  EXPECT_FALSE(is_arithmetic_jpeg(start + "\xFF\xC0\0\2\xFF\xDA\0\2\xFF\xC9"));
  EXPECT_FALSE(is_arithmetic_jpeg("\xFF\xD8\xFF\xE0\0\6\xFF\xC9\xFF\xC9"s)) << "within a segment";
  for (const std::string& cut :
       {""s, "\xFF"s, "\xFF\xD8\xFF"s, "\xFF\xD8\xFF\xE0"s, start + "\xFF"}) {
    EXPECT_FALSE(is_arithmetic_jpeg(cut));
  }
}

TEST(PngChunks, OnlyCompressedMetadataCount) {
  const std::string signature(8, '\0');
  const std::string crc(4, '\0');
  EXPECT_EQ(most_png_metadata_bytes(signature + "\0\0\0\2zTXtab"s + crc), 2 * 1032U);
  EXPECT_EQ(most_png_metadata_bytes(signature + "\0\0\0\4iTXtk\0\0\0"s + crc), 0U);
  EXPECT_EQ(most_png_metadata_bytes(signature + "\0\0\0\4iTXtk\0\1\0"s + crc), 4 * 1032U);
  EXPECT_EQ(most_png_metadata_bytes(signature + "\0\0\0\2tEXtab"s + crc), 0U);
  EXPECT_EQ(most_png_metadata_bytes(signature + "\xFF\xFF\xFF\xFFzTXt"s), 8'000'000U);
  EXPECT_EQ(most_png_metadata_bytes("\xFF"), 0U);
}

}  // namespace
}  // namespace shrike
