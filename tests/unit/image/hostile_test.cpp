#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "handlers/image/gif_blocks.h"
#include "handlers/image/hevc_probe.h"
#include "handlers/image/inspect.h"
#include "handlers/image/renditions.h"
#include "runtime/error.h"
#include "tests/unit/image/pictures.h"

namespace shrike {
namespace {

using namespace std::string_literals;
using namespace testing;

struct Source {
  std::string name;
  std::string bytes;
  std::string specs;
};

std::vector<Source> sources() {
  const Picture picture = busy(120, 90);
  const std::string still = "a:40x,png";
  const std::string moving = "a:40x,webp,animated";
  return {{"baseline JPEG", encoded(picture, ".jpg"), still},
          {"progressive JPEG", encoded(picture, ".jpg[interlace]"), still},
          {"PNG", encoded(picture, ".png"), still},
          {"interlaced PNG", encoded(picture, ".png[interlace]"), still},
          {"lossy WebP", encoded(picture, ".webp"), still},
          {"lossless WebP", encoded(picture, ".webp[lossless]"), still},
          {"GIF", encoded(picture, ".gif"), still},
          {"TIFF", encoded(picture, ".tiff"), still},
          {"LZW TIFF", encoded(picture, ".tiff[compression=lzw]"), still},
          {"tiled TIFF", encoded(picture, ".tiff[tile,compression=deflate]"), still},
          {"AVIF", encoded(picture, ".avif"), still},
          {"animated GIF", animation(60, 40, 4, ".gif"), moving},
          {"animated WebP", animation(60, 40, 4, ".webp"), moving}};
}

/// The rendition, or the refusal that is allowed; anything else fails the test.
std::pair<std::string, std::string> rendition_or_refusal(const std::string& bytes,
                                                         const std::string& specs) {
  try {
    return {make_renditions(bytes, inspect(bytes), parse_renditions(specs)).at(0).bytes, ""};
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Reject) << error.what();
    EXPECT_TRUE(error.type() == "Image.Corrupt" || error.type() == "Image.Unsupported" ||
                error.type() == "Image.Empty" || error.type() == "Image.TooLarge")
        << error.type();
    return {"", error.type()};
  }
}

std::string refusal(const std::string& bytes) {
  try {
    static_cast<void>(inspect(bytes));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
    EXPECT_FALSE(error.message().empty());
    return error.type();
  }
  return "";
}

TEST(Hostile, NothingComesOfATruncatedImage) {
  for (const Source& source : sources()) {
    const Picture whole = decoded(rendition_or_refusal(source.bytes, source.specs).first);
    const std::size_t size = source.bytes.size();
    std::vector<std::size_t> lengths{size - 1,  size - 2,  size - 3,
                                     size - 12, size - 13, size - 100};
    for (std::size_t part = 1; part < 24; ++part) lengths.push_back(size * part / 24);
    int refused = 0;
    for (const std::size_t length : lengths) {
      const auto [bytes, type] = rendition_or_refusal(source.bytes.substr(0, length), source.specs);
      if (!type.empty()) {
        ++refused;
        continue;
      }
      // A cut that takes only what stands behind the last pixel.
      EXPECT_GE(length + 13, size) << source.name;
      EXPECT_LT(mean_difference(decoded(bytes), whole), 0.01) << source.name << " of " << length;
    }
    EXPECT_GE(refused, 24) << source.name;
  }
}

TEST(Hostile, FlippedBitsAreRefusedOrDecodedButNeverWorse) {
  for (const Source& source : sources()) {
    unsigned state = 12'345;
    for (int round = 0; round < 40; ++round) {
      state = state * 1'664'525U + 1'013'904'223U;
      std::string bytes = source.bytes;
      char& victim = bytes[state % bytes.size()];
      victim = static_cast<char>(victim ^ (1 << (state >> 28U & 7U)));
      const auto [rendition, type] = rendition_or_refusal(bytes, source.specs);
      EXPECT_NE(rendition.empty(), type.empty()) << source.name;
    }
  }
}

TEST(Hostile, ChecksumsAreHeeded) {
  std::string png = encoded(busy(120, 90), ".png");
  png[png.size() / 2] = static_cast<char>(png[png.size() / 2] ^ 1);
  EXPECT_EQ(rendition_or_refusal(png, "a:40x").second, "Image.Corrupt");

  std::string tiff = encoded(busy(120, 90), ".tiff[compression=deflate]");
  tiff[tiff.size() / 2] = static_cast<char>(tiff[tiff.size() / 2] ^ 1);
  EXPECT_EQ(rendition_or_refusal(tiff, "a:40x").second, "Image.Corrupt");
}

TEST(Hostile, DamageSpoilsDetectionAndModelsToo) {
  const std::string jpeg = encoded(busy(300, 300), ".jpg");
  const std::string cut = jpeg.substr(0, jpeg.size() / 2);
  const ImageFacts facts = inspect(cut);
  EXPECT_THROW(static_cast<void>(make_detection_jpeg(cut, facts, 300, 1'000'000)), Error);
  EXPECT_THROW(static_cast<void>(decode_rgb(cut, facts, 300)), Error);
}

TEST(Hostile, SeveralRenditionsAreAllOrNothing) {
  const std::string jpeg = encoded(busy(300, 300), ".jpg");
  EXPECT_EQ(rendition_or_refusal(jpeg.substr(0, jpeg.size() * 9 / 10), "a:10x;b:100x,webp").second,
            "Image.Corrupt");
}

TEST(Hostile, NoBytesAreEmpty) { EXPECT_EQ(refusal(""), "Image.Empty"); }

TEST(Hostile, WhatIsNoPhotographIsUnsupported) {
  const std::vector<std::string> contents{
      "x",
      "hello, world",
      "<!DOCTYPE html><html><body>404</body></html>",
      "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
      "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
      "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n",
      "P6\n1 1\n255\nabc",
      "#?RADIANCE\n",
      "\0\0\0\x0CjP  \r\n\x87\n"s,
      "\xFF\x0A\xFA\x1F"s,
      "BM\x46\0\0\0"s,
      "\x76\x2F\x31\x01"s,
      std::string(1'000, '\0'),
      "\xFF\xD8"s,
  };
  for (const std::string& content : contents) {
    EXPECT_EQ(refusal(content), "Image.Unsupported") << content.substr(0, 20);
  }
}

TEST(Hostile, AMagicAloneIsCorrupt) {
  const std::vector<std::string> contents{"\xFF\xD8\xFF\xE0"s,
                                          "\x89PNG\r\n\x1A\n"s,
                                          "GIF89a"s,
                                          "RIFF\x04\0\0\0WEBP"s,
                                          "II*\0\x08\0\0\0"s,
                                          "MM\0*\xFF\xFF\xFF\xFF"s,
                                          "\0\0\0\x18"
                                          "ftypavif\0\0\0\0mif1avif"s,
                                          "\xFF\xD8\xFF" + std::string(100'000, '\xFF'),
                                          "GIF89a" + std::string(100'000, '\x21')};
  for (const std::string& content : contents) {
    EXPECT_EQ(refusal(content), "Image.Corrupt") << content.substr(0, 12);
  }
}

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(value >> shift & 0xFFU);
  return bytes;
}

std::uint32_t crc32_of(const std::string& bytes) {
  std::uint32_t crc = 0xFFFF'FFFFU;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB8'8320U : 0U);
  }
  return ~crc;
}

std::string chunk(const std::string& type, const std::string& data) {
  return big_endian(static_cast<std::uint32_t>(data.size())) + type + data +
         big_endian(crc32_of(type + data));
}

TEST(Hostile, ABombIsRefusedByItsHeader) {
  const std::string header =
      big_endian(65'536) + big_endian(65'536) + "\x08\x02\0\0\0"s;  // 8-bit RGB
  const std::string bomb = "\x89PNG\r\n\x1A\n"s + chunk("IHDR", header) +
                           chunk("IDAT", "\x78\x9C\x63\x60\0\0\0\2\0\1"s) + chunk("IEND", "");
  const ImageFacts facts = inspect(bomb);
  EXPECT_EQ(facts.width, 65'536);
  EXPECT_EQ(facts.height, 65'536);
  EXPECT_THROW(require_within_budget(facts, plan_detection(facts, 320),
                                     DecodeBudget::for_function(10'240, bomb.size())),
               Error);
}

TEST(Hostile, AHeaderThatLiesAboutItsPixelsIsCorrupt) {
  const std::string header = big_endian(500) + big_endian(500) + "\x08\x02\0\0\0"s;
  const std::string liar = "\x89PNG\r\n\x1A\n"s + chunk("IHDR", header) +
                           chunk("IDAT", "\x78\x9C\x63\x60\0\0\0\2\0\1"s) + chunk("IEND", "");
  EXPECT_EQ(rendition_or_refusal(liar, "a:40x").second, "Image.Corrupt");
}

TEST(Hostile, ABombBehindThePixelsIsRefusedThoughItsHeaderIsNot) {
  std::string bomb = encoded(busy(60, 40), ".png");
  const std::size_t end = bomb.size() - chunk("IEND", "").size();
  constexpr int kTexts = 9;  // each is good for 8 MB
  for (int i = 0; i < kTexts; ++i) {
    bomb.insert(end, chunk("zTXt", "key\0\0"s + std::string(8'000, 'x')));
  }
  EXPECT_EQ(refusal(bomb.substr(0, header_size(bomb).value_or(0))), "");
  EXPECT_EQ(refusal(bomb), "Image.TooLarge");
}

TEST(Hostile, HeicIsExplainedWhereItCannotBeDecoded) {
  if (can_decode_hevc()) GTEST_SKIP() << "this build decodes HEIC";
  std::ifstream file(SHRIKE_SOURCE_DIR "/tests/unit/image/one_colour.heic", std::ios::binary);
  const std::string heic{std::istreambuf_iterator<char>(file), {}};
  ASSERT_FALSE(heic.empty());
  EXPECT_EQ(refusal(heic), "Image.Unsupported");
}

TEST(Hostile, MetadataOfAnyKindHarmsNothing) {
  const std::string source = encoded(busy(64, 48), ".jpg", [](VipsImage* image) {
    vips_image_set_string(image, "exif-ifd0-Make", std::string(5'000, '(').c_str());
    vips_image_set_string(image, "exif-ifd2-DateTimeOriginal", "\xFF\xFE(((");
    vips_image_set_string(image, "exif-ifd3-GPSLatitude", "0/0");
    static const std::string xmp = "<x:xmpmeta>" + std::string(60'000, '<');
    vips_image_set_blob_copy(image, VIPS_META_XMP_NAME, xmp.data(), xmp.size());
  });
  EXPECT_EQ(inspect(source).taken_at, "");
  EXPECT_EQ(rendition_or_refusal(source, "a:32x").second, "");
}

TEST(GifBlocks, TellACutFromAMissingTrailer) {
  const std::string gif = animation(40, 30, 3, ".gif");
  EXPECT_EQ(gif_end(gif), GifEnd::Trailer);
  EXPECT_EQ(gif_end(gif + "padding"), GifEnd::Trailer);
  EXPECT_EQ(gif_end(gif.substr(0, gif.size() - 1)), GifEnd::BetweenBlocks);
  int between_blocks = 0;
  for (std::size_t length = 0; length < gif.size(); ++length) {
    const GifEnd end = gif_end(std::string_view(gif).substr(0, length));
    EXPECT_NE(end, GifEnd::Trailer) << length;
    between_blocks += end == GifEnd::BetweenBlocks ? 1 : 0;
  }
  // Behind the screen, the loop extension, and an extension and an image a frame.
  EXPECT_LE(between_blocks, 8);
}

TEST(GifBlocks, ZerosAreHarmlessBeforeTheTrailerAlone) {
  const std::string gif = animation(40, 30, 3, ".gif");
  const std::string blocks = gif.substr(0, gif.size() - 1);
  for (const std::size_t count : {1UL, 2UL, 1'000'000UL}) {
    const std::string zeros(count, '\0');
    EXPECT_EQ(gif_end(blocks + zeros + ";"), GifEnd::Trailer) << count;
    EXPECT_EQ(gif_end(blocks + zeros), GifEnd::WithinBlock) << count;
    // libvips would give the frames before the zeros alone.
    EXPECT_EQ(gif_end(blocks + zeros + "!\xFE" + '\0' + ";"), GifEnd::WithinBlock) << count;
  }
  EXPECT_EQ(gif_end(blocks + "\x01;"), GifEnd::WithinBlock);

  const std::string stray = blocks + '\0' + ";";
  EXPECT_EQ(rendition_or_refusal(stray, "a:20x,png").second, "");
  const std::string frames = rendition_or_refusal(stray, "a:20x,webp,animated").first;
  EXPECT_EQ(inspect(frames).pages, 3);
}

}  // namespace
}  // namespace shrike
