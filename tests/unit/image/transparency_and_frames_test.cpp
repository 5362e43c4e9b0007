#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "handlers/image/inspect.h"
#include "handlers/image/renditions.h"
#include "tests/unit/image/pictures.h"

namespace shrike {
namespace {

using namespace testing;

std::vector<Rendition> make(const std::string& bytes, const std::string& specs) {
  return make_renditions(bytes, inspect(bytes), parse_renditions(specs));
}

/// Blue, and clear in the left half.
Picture half_clear(int width, int height) {
  return painted(width, height, 4, [&](int x, int, int band) {
    if (band == 3) return x < width / 2 ? 0 : 255;
    return kBlue[static_cast<std::size_t>(band)];
  });
}

Colour colour_at(const Picture& picture, int x, int y) {
  return {picture.at(x, y, 0), picture.at(x, y, 1), picture.at(x, y, 2)};
}

TEST(Transparency, TurnsWhiteWhereTheTargetHasNone) {
  for (const char* suffix : {".png", ".webp[lossless]", ".tiff", ".gif"}) {
    const std::string source = encoded(half_clear(120, 80), suffix);
    const auto renditions = make(source, "a:60x,jpeg,q95;b:30x,jpeg,q95");
    for (const Rendition& rendition : renditions) {
      const Picture seen = decoded(rendition.bytes);
      EXPECT_EQ(seen.bands, 3) << suffix;
      EXPECT_LE(distance(colour_at(seen, 4, seen.height / 2), kWhite), 6) << suffix;
      EXPECT_LE(distance(colour_at(seen, seen.width - 4, seen.height / 2), kBlue), 14) << suffix;
    }
  }
}

TEST(Transparency, StaysWhereTheTargetHasIt) {
  const std::string source = encoded(half_clear(120, 80), ".png");
  for (const auto& rendition :
       make(source, "a:60x,png;b:60x,webp;c:60x,gif;d:60x,avif;e:60x,tiff")) {
    const Picture seen = decoded(rendition.bytes);
    ASSERT_EQ(seen.bands, 4) << rendition.name;
    EXPECT_LE(seen.at(4, 20, 3), 4) << rendition.name;
    EXPECT_GE(seen.at(55, 20, 3), 251) << rendition.name;
    EXPECT_LE(distance(colour_at(seen, 55, 20), kBlue), 16) << rendition.name;
  }
}

TEST(Transparency, LeavesNoDarkFringe) {
  // Clear black beside white: scaling without premultiplied alpha would mix them to grey.
  const Picture picture = painted(200, 50, 4, [](int x, int, int) { return x < 101 ? 0 : 255; });
  const Picture seen = decoded(make(encoded(picture, ".png"), "a:67x,jpeg,q100").at(0).bytes);
  for (int x = 0; x < seen.width; ++x) EXPECT_GT(seen.at(x, 8, 0), 245) << x;
}

TEST(Transparency, IsWhiteForDetectionAndModels) {
  const std::string source = encoded(half_clear(200, 160), ".png");
  const RgbImage rgb = decode_rgb(source, inspect(source), 200);
  EXPECT_EQ(static_cast<unsigned char>(rgb.pixels[0]), 255);
  const Picture seen = decoded(make_detection_jpeg(source, inspect(source), 200, 1'000'000));
  EXPECT_LE(distance(colour_at(seen, 10, 80), kWhite), 6);
}

TEST(Animation, KeepsItsFramesWhenAsked) {
  for (const char* suffix : {".gif", ".webp"}) {
    const std::string source = animation(120, 80, 6, suffix);
    for (const auto& rendition : make(source, "a:60x60,gif,animated;b:60x,webp,animated")) {
      const std::string what = std::string(suffix) + " to " + rendition.name;
      EXPECT_EQ(rendition.pages, 6) << what;
      EXPECT_EQ(rendition.width, 60) << what;
      EXPECT_EQ(rendition.height, 40) << what;
      const ImageFacts facts = inspect(rendition.bytes);
      EXPECT_EQ(facts.pages, 6) << what;
      EXPECT_EQ(facts.height, 40) << what;
      EXPECT_TRUE(has_field(rendition.bytes, "delay")) << what;
      EXPECT_EQ(integer_field(rendition.bytes, "loop"), 3) << what;
      EXPECT_EQ(decoded(rendition.bytes).height, 6 * 40) << what;
    }
  }
}

TEST(Animation, MovesAsTheSourceDoes) {
  const std::string source = animation(120, 80, 6, ".webp[lossless]");
  const Picture whole = decoded(source);
  const Picture seen = decoded(make(source, "a:120x,webp,q95,animated").at(0).bytes);
  EXPECT_LT(mean_difference(seen, whole), 8);
}

TEST(Animation, IsItsFirstFrameOtherwise) {
  for (const char* suffix : {".gif", ".webp"}) {
    const std::string source = animation(120, 80, 6, suffix);
    for (const auto& rendition : make(source, "a:60x;b:60x,jpeg;c:60x,png;d:60x,avif")) {
      EXPECT_EQ(rendition.pages, 1) << suffix << rendition.name;
      EXPECT_EQ(inspect(rendition.bytes).pages, 1) << suffix << rendition.name;
      EXPECT_EQ(inspect(rendition.bytes).height, 40) << suffix << rendition.name;
    }
  }
}

TEST(Animation, ServesMovingAndStillRenditionsFromOneDecode) {
  const std::string source = animation(120, 80, 6, ".gif");
  const auto renditions = make(source, "a:90x,animated;b:60x;c:30x,webp,animated;d:60x,jpeg,q95");
  EXPECT_EQ(renditions[0].pages, 6);
  EXPECT_EQ(renditions[1].pages, 1);
  EXPECT_EQ(renditions[2].pages, 6);
  EXPECT_EQ(renditions[3].pages, 1);
  const Picture alone = decoded(make(source, "d:60x,jpeg,q95").at(0).bytes);
  EXPECT_LT(mean_difference(decoded(renditions[3].bytes), alone), 6);
}

TEST(Animation, IsNotMadeOfAStill) {
  const std::string source = encoded(busy(60, 40), ".gif");
  EXPECT_EQ(make(source, "a:30x,animated").at(0).pages, 1);
  EXPECT_EQ(make(encoded(busy(60, 40), ".jpg"), "a:30x,animated").at(0).format, Format::Jpeg);
}

}  // namespace
}  // namespace shrike
