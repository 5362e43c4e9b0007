#include "handlers/image/renditions.h"

#include <algorithm>
#include <random>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "handlers/image/inspect.h"
#include "runtime/error.h"
#include "tests/unit/image/pictures.h"

namespace shrike {
namespace {

using namespace testing;

/// Lossy codecs and scaling keep colours of large areas within this of the original.
constexpr int kColourTolerance = 14;

std::vector<Rendition> make(const std::string& bytes, const std::string& specs) {
  return make_renditions(bytes, inspect(bytes), parse_renditions(specs));
}

void expect_quarters(const Picture& picture, const std::string& what,
                     int tolerance = kColourTolerance) {
  const auto seen = quarter_colours(picture);
  const std::array<Colour, 4> wanted{kRed, kGreen, kYellow, kBlue};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_LE(distance(seen[i], wanted[i]), tolerance)
        << what << ", quarter " << i << ": " << seen[i][0] << ' ' << seen[i][1] << ' '
        << seen[i][2];
  }
}

TEST(Renditions, LookLikeTheSourceFromEveryFormatToEveryFormat) {
  const Picture picture = busy(240, 160);
  for (const char* from : {".jpg[Q=95]", ".png", ".webp[Q=95]", ".gif", ".tiff", ".avif[Q=90]"}) {
    const std::string source = encoded(picture, from);
    const Picture wanted = decoded(source);
    for (const char* to : {"jpeg", "png", "webp", "gif", "tiff", "avif"}) {
      const auto renditions = make(source, std::string("a:240x160,q90,") + to);
      ASSERT_EQ(renditions.size(), 1U);
      EXPECT_EQ(inspect(renditions[0].bytes).format, *format_named(to));
      const Picture seen = decoded(renditions[0].bytes);
      EXPECT_LT(mean_difference(seen, wanted), 9) << from << " to " << to;
      EXPECT_LE(hash_distance(seen, wanted), 6) << from << " to " << to;
    }
  }
}

TEST(Renditions, AreNotMadeWhereTheyAreToStop) {
  std::stop_source stop;
  stop.request_stop();
  const auto asked = stop.get_token();
  for (const char* from : {".jpg", ".png", ".webp", ".gif", ".tiff", ".avif"}) {
    const std::string source = encoded(busy(240, 160), from);
    const ImageFacts facts = inspect(source);
    for (const char* specs : {"a:100x,jpeg", "a:100x,png", "a:100x,webp;b:50x,jpeg"}) {
      EXPECT_THROW(
          static_cast<void>(make_renditions(source, facts, parse_renditions(specs), asked)), Error)
          << from << ' ' << specs;
    }
    EXPECT_THROW(static_cast<void>(make_detection_jpeg(source, facts, 100, 1'000'000, asked)),
                 Error)
        << from;
  }
}

TEST(Renditions, StandUprightFromAllEightOrientations) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const auto source = encoded(
        stored_for(quarters(400, 240), orientation), ".jpg[Q=92]",
        [&](VipsImage* image) { vips_image_set_int(image, VIPS_META_ORIENTATION, orientation); });
    const auto renditions = make(source, "a:100x100,jpeg,q92;b:50x,webp;c:400x400,png");
    const std::string what = "orientation " + std::to_string(orientation);
    ASSERT_EQ(renditions.size(), 3U) << what;
    EXPECT_EQ(renditions[0].width, 100) << what;
    EXPECT_EQ(renditions[0].height, 60) << what;
    EXPECT_EQ(renditions[2].width, 400) << what;
    for (const Rendition& rendition : renditions) {
      const Picture seen = decoded(rendition.bytes);
      EXPECT_EQ(seen.width, rendition.width) << what;
      EXPECT_EQ(seen.height, rendition.height) << what;
      EXPECT_EQ(inspect(rendition.bytes).orientation, 1) << what;
      expect_quarters(seen, what);
    }
  }
}

TEST(Renditions, StandUprightFromOtherFormatsToo) {
  for (const char* suffix : {".webp[Q=92]", ".tiff", ".png"}) {
    const auto source = encoded(stored_for(quarters(400, 240), 6), suffix, [](VipsImage* image) {
      vips_image_set_int(image, VIPS_META_ORIENTATION, 6);
    });
    // libvips before 8.15 keeps no EXIF in a PNG.
    if (inspect(source).orientation != 6) continue;
    const auto renditions = make(source, "a:100x,png");
    EXPECT_EQ(renditions[0].height, 60) << suffix;
    expect_quarters(decoded(renditions[0].bytes), suffix);
  }
}

TEST(Renditions, FitInsideAndNeverGrow) {
  const std::string source = encoded(busy(300, 200), ".jpg");
  const auto renditions = make(source, "a:100x100;b:x50;c:150x;d:4000x4000");
  ASSERT_EQ(renditions.size(), 4U);
  EXPECT_EQ(renditions[0].name, "a");
  EXPECT_EQ(renditions[0].width, 100);
  EXPECT_EQ(renditions[0].height, 67);
  EXPECT_EQ(renditions[1].width, 75);
  EXPECT_EQ(renditions[1].height, 50);
  EXPECT_EQ(renditions[2].width, 150);
  EXPECT_EQ(renditions[2].height, 100);
  EXPECT_EQ(renditions[3].width, 300);
  EXPECT_EQ(renditions[3].height, 200);
}

TEST(Renditions, AreTheSameSizeAloneAsTogether) {
  const std::string source = encoded(busy(733, 491), ".jpg");
  const auto alone = make(source, "a:97x97,png");
  const auto together = make(source, "b:600x,png;a:97x97,png");
  EXPECT_EQ(alone[0].width, together[1].width);
  EXPECT_EQ(alone[0].height, together[1].height);
  EXPECT_LT(mean_difference(decoded(alone[0].bytes), decoded(together[1].bytes)), 8);
}

TEST(Renditions, AreEightBitSrgbWithoutMetadata) {
  const Picture picture = quarters(200, 200);
  const std::vector<std::string> sources{
      encoded_as(picture, VIPS_INTERPRETATION_CMYK, ".jpg[Q=95]"),
      encoded_as(picture, VIPS_INTERPRETATION_RGB16, ".png"),
      encoded_as(picture, VIPS_INTERPRETATION_RGB16, ".tiff"),
      encoded(picture, ".png[palette]"),
      encoded(picture, ".jpg[Q=95]",
              [](VipsImage* image) {
                vips_image_set_string(image, "exif-ifd0-Make", "Secret");
                vips_image_set_string(image, "exif-ifd3-GPSLatitudeRef", "N");
                vips_image_set_string(image, "exif-ifd3-GPSLatitude", "1/1 2/1 3/1");
                vips_image_set_string(image, "exif-ifd3-GPSLongitudeRef", "E");
                vips_image_set_string(image, "exif-ifd3-GPSLongitude", "4/1 5/1 6/1");
              }),
  };
  for (std::size_t i = 0; i < sources.size(); ++i) {
    for (const auto& rendition : make(sources[i], "a:100x,jpeg,q95;b:100x,png;c:100x,webp,q95")) {
      const std::string what = "source " + std::to_string(i) + " as " + rendition.name;
      const ImageFacts facts = inspect(rendition.bytes);
      EXPECT_EQ(facts.colour_space, "srgb") << what;
      EXPECT_EQ(facts.bits_per_sample, 8) << what;
      EXPECT_EQ(facts.bands, 3) << what;
      EXPECT_EQ(facts.camera_make, "") << what;
      EXPECT_FALSE(facts.gps) << what;
      EXPECT_FALSE(has_field(rendition.bytes, "icc-profile-data")) << what;
      EXPECT_EQ(rendition.bytes.find("Secret"), std::string::npos) << what;
      // Inks cannot show every colour of a screen.
      expect_quarters(decoded(rendition.bytes), what, i == 0 ? 60 : 2 * kColourTolerance);
    }
  }
}

TEST(Renditions, OfGreyPicturesAreGrey) {
  for (const char* suffix : {".jpg", ".png"}) {
    for (const auto space : {VIPS_INTERPRETATION_B_W, VIPS_INTERPRETATION_GREY16}) {
      if (space == VIPS_INTERPRETATION_GREY16 && std::string(suffix) == ".jpg") continue;
      const std::string source = encoded_as(busy(120, 80), space, suffix);
      const Picture seen = decoded(make(source, "a:60x,png").at(0).bytes);
      EXPECT_EQ(seen.bands, 3);
      EXPECT_EQ(seen.at(30, 20, 0), seen.at(30, 20, 1));
      EXPECT_EQ(seen.at(30, 20, 1), seen.at(30, 20, 2));
    }
  }
}

TEST(Renditions, ConvertByThePicturesOwnProfile) {
  // The same numbers mean stronger colours in Display P3: red becomes 240, 0, 1.
  const std::string tagged = encoded(quarters(200, 200), ".png[profile=p3]");
  ASSERT_TRUE(inspect(tagged).icc_profile);
  const auto rendition = make(tagged, "a:100x,png").at(0);
  EXPECT_FALSE(has_field(rendition.bytes, "icc-profile-data"));
  const Colour red = quarter_colours(decoded(rendition.bytes))[0];
  EXPECT_GT(red[0], kRed[0] + 10);
  EXPECT_LT(red[1], kRed[1] - 20);
}

TEST(Renditions, SurviveABrokenProfile) {
  const std::string source = encoded(quarters(200, 200), ".jpg[Q=95]", [](VipsImage* image) {
    static const std::string rubbish(600, 'x');
    vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, rubbish.data(), rubbish.size());
  });
  expect_quarters(decoded(make(source, "a:100x,png").at(0).bytes), "broken profile");
}

TEST(Renditions, TakeTheSourcesFormatWhereBrowsersShowIt) {
  const Picture picture = busy(64, 48);
  const Picture clear = busy(64, 48, 4);
  EXPECT_EQ(make(encoded(picture, ".jpg"), "a:32x").at(0).format, Format::Jpeg);
  EXPECT_EQ(make(encoded(picture, ".png"), "a:32x").at(0).format, Format::Png);
  EXPECT_EQ(make(encoded(picture, ".webp"), "a:32x").at(0).format, Format::Webp);
  EXPECT_EQ(make(encoded(picture, ".gif"), "a:32x").at(0).format, Format::Gif);
  EXPECT_EQ(make(encoded(picture, ".avif"), "a:32x").at(0).format, Format::Avif);
  EXPECT_EQ(make(encoded(picture, ".tiff"), "a:32x").at(0).format, Format::Jpeg);
  EXPECT_EQ(make(encoded(clear, ".tiff"), "a:32x").at(0).format, Format::Png);
}

TEST(Renditions, FollowTheQuality) {
  const std::string source = encoded(busy(300, 200), ".png");
  for (const char* format : {"jpeg", "webp", "avif"}) {
    const auto renditions =
        make(source, std::string("low:300x,q30,") + format + ";high:300x,q95," + format);
    EXPECT_LT(renditions[0].bytes.size(), renditions[1].bytes.size()) << format;
  }
}

TEST(Renditions, AreMadeOfASinglePixel) {
  const std::string source = encoded(quarters(1, 1), ".png");
  for (const auto& rendition : make(source,
                                    "a:320x320,jpeg;b:1x1,png;c:9x,webp;d:x9,gif;e:9x9,avif;"
                                    "f:9x9,tiff")) {
    EXPECT_EQ(rendition.width, 1);
    EXPECT_EQ(rendition.height, 1);
    EXPECT_EQ(decoded(rendition.bytes).width, 1);
  }
}

TEST(Renditions, AreMadeOfATiffWhoseOneStripIsLargerThanLibvipsAllowsByItself) {
  constexpr int kSide = 4000;  // 48 MB, which noise makes 65 of by LZW
  Picture noise{kSide, kSide, 3, std::vector<std::uint8_t>(3UL * kSide * kSide)};
  std::minstd_rand random;
  std::ranges::generate(noise.samples, [&] { return static_cast<std::uint8_t>(random() >> 8U); });
  const std::string source = encoded(noise, ".tif[compression=lzw,tile_height=32768]");
  ASSERT_GT(source.size(), 60'000'000U);
  EXPECT_NEAR(decoded(make(source, "a:4x4,png").front().bytes).at(2, 2, 1), 127, 3);
}

TEST(Renditions, RefuseASideThatTheFormatCannotHold) {
  const std::string source = encoded(quarters(20, 17'000), ".png");
  EXPECT_EQ(make(source, "a:20x,png").at(0).height, 17'000);
  for (const char* format : {"webp", "avif"}) {
    try {
      static_cast<void>(make(source, std::string("long:20x,") + format));
      ADD_FAILURE() << format;
    } catch (const Error& error) {
      EXPECT_EQ(error.type(), "Image.TooLarge");
      EXPECT_EQ(error.kind(), ErrorKind::Reject);
      EXPECT_NE(error.message().find("long"), std::string::npos);
    }
  }
}

TEST(Renditions, AreNoneForNoSpecs) {
  const std::string source = encoded(quarters(20, 20), ".png");
  EXPECT_TRUE(make_renditions(source, inspect(source), {}).empty());
}

TEST(Renditions, AreMadeOnSeveralThreadsAtOnce) {
  const std::string source = encoded(busy(400, 300), ".jpg");
  const auto expected = make(source, "a:100x,png");
  std::vector<std::string> results(4);
  {
    std::vector<std::jthread> threads;
    for (auto& result : results) {
      threads.emplace_back([&] { result = make(source, "a:100x,png").at(0).bytes; });
    }
  }
  for (const auto& result : results) EXPECT_EQ(result, expected[0].bytes);
}

TEST(DetectionJpeg, IsUprightAndFits) {
  const auto source =
      encoded(stored_for(quarters(900, 600), 8), ".jpg[Q=95]",
              [](VipsImage* image) { vips_image_set_int(image, VIPS_META_ORIENTATION, 8); });
  const auto jpeg = make_detection_jpeg(source, inspect(source), 600, 1'000'000);
  const ImageFacts facts = inspect(jpeg);
  EXPECT_EQ(facts.format, Format::Jpeg);
  EXPECT_EQ(facts.width, 600);
  EXPECT_EQ(facts.height, 400);
  EXPECT_EQ(facts.colour_space, "srgb");
  EXPECT_EQ(facts.orientation, 1);
  expect_quarters(decoded(jpeg), "detection");
}

TEST(DetectionJpeg, LosesQualityThenSizeUntilItFits) {
  const std::string source = encoded(busy(1200, 900), ".png");
  const ImageFacts facts = inspect(source);
  const auto free = make_detection_jpeg(source, facts, 1200, 10'000'000);
  const auto tight = make_detection_jpeg(source, facts, 1200, free.size() - 1);
  EXPECT_LT(tight.size(), free.size());
  EXPECT_EQ(inspect(tight).width, 1200);
  const auto tiny = make_detection_jpeg(source, facts, 1200, 20'000);
  EXPECT_LE(tiny.size(), 20'000U);
  EXPECT_LT(inspect(tiny).width, 1200);
  EXPECT_GE(inspect(tiny).height, 80);
}

TEST(DetectionJpeg, GivesUpBelowWhatRekognitionTakes) {
  const std::string source = encoded(busy(300, 300), ".png");
  EXPECT_THROW(static_cast<void>(make_detection_jpeg(source, inspect(source), 300, 500)), Error);
}

TEST(DetectionJpeg, KeepsEightyPixelsASideOfAStripThatHasThem) {
  const std::string strip = encoded(busy(4000, 100), ".png");
  const ImageFacts long_strip =
      inspect(make_detection_jpeg(strip, inspect(strip), 1600, 5'000'000));
  EXPECT_EQ(long_strip.width, 1600);
  EXPECT_EQ(long_strip.height, 80);

  const std::string small = encoded(busy(50, 30), ".png");
  const ImageFacts icon = inspect(make_detection_jpeg(small, inspect(small), 1600, 5'000'000));
  EXPECT_EQ(icon.width, 50);
  EXPECT_EQ(icon.height, 30);
}

TEST(DecodeRgb, GivesThreeSamplesAPixelWhateverTheSource) {
  const Picture picture = quarters(90, 60);
  const std::vector<std::string> sources{
      encoded(picture, ".jpg[Q=95]"), encoded_as(picture, VIPS_INTERPRETATION_B_W, ".png"),
      encoded_as(picture, VIPS_INTERPRETATION_CMYK, ".jpg[Q=95]"), encoded(busy(90, 60, 4), ".png"),
      animation(90, 60, 3, ".gif")};
  for (const std::string& source : sources) {
    const RgbImage rgb = decode_rgb(source, inspect(source), 45);
    EXPECT_EQ(rgb.width, 45);
    EXPECT_EQ(rgb.height, 30);
    EXPECT_EQ(rgb.pixels.size(), 45U * 30U * 3U);
  }
}

TEST(DecodeRgb, StartsAtTheTopLeftOfTheUprightPicture) {
  const auto source = encoded(stored_for(quarters(90, 60), 3), ".jpg[Q=95]", [](VipsImage* image) {
    vips_image_set_int(image, VIPS_META_ORIENTATION, 3);
  });
  const RgbImage rgb = decode_rgb(source, inspect(source), 90);
  Picture seen{.width = rgb.width, .height = rgb.height, .bands = 3, .samples = {}};
  seen.samples.assign(rgb.pixels.begin(), rgb.pixels.end());
  expect_quarters(seen, "rgb");
}

}  // namespace
}  // namespace shrike
