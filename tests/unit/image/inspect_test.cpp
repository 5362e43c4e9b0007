#include "handlers/image/inspect.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "handlers/image/vips_library.h"
#include "runtime/error.h"
#include "tests/unit/image/pictures.h"

namespace shrike {
namespace {

using namespace testing;

TEST(LoadVips, GivesADecodeNoMoreThreadsThanThereAreProcessors) {
  const int before = vips().vips_concurrency_get();
  load_vips(8);
  EXPECT_EQ(vips_concurrency_get(), before) << "never more than libvips has by itself";
  load_vips(0.07);
  EXPECT_EQ(vips_concurrency_get(), 1) << "a share of one counts as one";
  vips_concurrency_set(before);
}

TEST(Inspect, TellsEveryFormatByItsContent) {
  const Picture picture = busy(60, 40);
  const std::vector<std::pair<std::string, Format>> cases{
      {".jpg", Format::Jpeg}, {".png", Format::Png},   {".webp", Format::Webp},
      {".gif", Format::Gif},  {".tiff", Format::Tiff}, {".tiff[bigtiff]", Format::Tiff},
      {".avif", Format::Avif}};
  for (const auto& [suffix, format] : cases) {
    const ImageFacts facts = inspect(encoded(picture, suffix));
    EXPECT_EQ(facts.format, format) << suffix;
    EXPECT_EQ(facts.width, 60) << suffix;
    EXPECT_EQ(facts.height, 40) << suffix;
    EXPECT_EQ(facts.pages, 1) << suffix;
    EXPECT_EQ(facts.orientation, 1) << suffix;
    EXPECT_FALSE(facts.alpha) << suffix;
    EXPECT_FALSE(facts.progressive) << suffix;
    EXPECT_FALSE(facts.gps) << suffix;
    EXPECT_EQ(facts.camera_make, "") << suffix;
  }
}

TEST(Inspect, GivesTheSizeAsAViewerShowsIt) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const auto bytes = encoded(busy(60, 40), ".jpg", [&](VipsImage* image) {
      vips_image_set_int(image, VIPS_META_ORIENTATION, orientation);
    });
    const ImageFacts facts = inspect(bytes);
    const bool turned = orientation >= 5;
    EXPECT_EQ(facts.orientation, orientation);
    EXPECT_EQ(facts.stored_width, 60);
    EXPECT_EQ(facts.stored_height, 40);
    EXPECT_EQ(facts.width, turned ? 40 : 60);
    EXPECT_EQ(facts.height, turned ? 60 : 40);
  }
}

TEST(HeaderSize, IsThatOfWhatInspectNeeds) {
  for (const char* suffix : {".jpg", ".jpg[interlace]", ".png", ".png[interlace]"}) {
    const auto bytes = encoded(busy(400, 300), suffix, [](VipsImage* image) {
      vips_image_set_int(image, VIPS_META_ORIENTATION, 6);
    });
    const auto size = header_size(bytes);
    ASSERT_TRUE(size) << suffix;
    ASSERT_LT(*size, bytes.size()) << suffix;
    EXPECT_FALSE(header_size(std::string_view(bytes).substr(0, *size - 1))) << suffix;
    const ImageFacts whole = inspect(bytes);
    const ImageFacts early = inspect(std::string_view(bytes).substr(0, *size));
    EXPECT_EQ(early.format, whole.format) << suffix;
    EXPECT_EQ(early.stored_width, whole.stored_width) << suffix;
    EXPECT_EQ(early.stored_height, whole.stored_height) << suffix;
    EXPECT_EQ(early.orientation, whole.orientation) << suffix;
    EXPECT_EQ(early.progressive, whole.progressive) << suffix;
    EXPECT_EQ(early.bands, whole.bands) << suffix;
  }
}

TEST(HeaderSize, IsNotKnownOfOtherFormatsAndOfWhatIsNoHeader) {
  EXPECT_FALSE(header_size(encoded(busy(60, 40), ".webp")));
  EXPECT_FALSE(header_size(encoded(busy(60, 40), ".gif")));
  EXPECT_FALSE(header_size(""));
  EXPECT_FALSE(header_size("no image"));
  const std::string endless_segment("\xFF\xD8\xFF\xE1\xFF\xFF", 6);
  EXPECT_FALSE(header_size(endless_segment));
  const std::string ended_before_a_scan("\xFF\xD8\xFF\xD9\xFF\xDA\x00\x02", 8);
  EXPECT_FALSE(header_size(ended_before_a_scan));
  const std::string huge_chunk("\x89PNG\r\n\x1A\n\xFF\xFF\xFF\xFFtEXt", 16);
  EXPECT_FALSE(header_size(huge_chunk));
}

TEST(Inspect, SeesWhatMustBeHeldWhole) {
  const Picture picture = busy(64, 64);
  EXPECT_TRUE(inspect(encoded(picture, ".jpg[interlace]")).progressive);
  EXPECT_TRUE(inspect(encoded(picture, ".png[interlace]")).progressive);
  EXPECT_TRUE(inspect(encoded(picture, ".jpg[Q=80]")).chroma_subsampled);
  EXPECT_FALSE(inspect(encoded(picture, ".jpg[subsample_mode=off]")).chroma_subsampled);
}

TEST(Inspect, TellsLosslessWebpFromLossy) {
  const Picture picture = busy(64, 64);
  EXPECT_FALSE(inspect(encoded(picture, ".webp")).lossless);
  EXPECT_FALSE(inspect(encoded(busy(64, 64, 4), ".webp")).lossless);
  EXPECT_TRUE(inspect(encoded(picture, ".webp[lossless]")).lossless);
  EXPECT_TRUE(inspect(encoded(busy(64, 64, 4), ".webp[lossless]")).lossless);
  EXPECT_FALSE(inspect(encoded(picture, ".webp[profile=p3]")).lossless);
  EXPECT_TRUE(inspect(encoded(picture, ".webp[lossless,profile=p3]")).lossless);
  EXPECT_TRUE(inspect(animation(40, 30, 2, ".webp")).lossless);
}

TEST(Inspect, SeesTheStripsOfATiff) {
  EXPECT_EQ(inspect(encoded(busy(64, 300), ".tif[compression=lzw]")).rows_at_once, 128);
  EXPECT_EQ(inspect(encoded(busy(64, 300), ".tif[bigtiff,compression=lzw]")).rows_at_once, 128);
}

TEST(Inspect, TellsAvifByAnyBrandOfItsList) {
  std::string avif = encoded(busy(64, 48), ".avif");
  ASSERT_EQ(avif.substr(8, 4), "avif");
  for (const char* brand : {"mif1", "msf1"}) {
    avif.replace(8, 4, brand);
    ASSERT_NE(avif.substr(16, 48).find("avif"), std::string::npos);
    EXPECT_EQ(inspect(avif).format, Format::Avif) << brand;
  }
}

TEST(Inspect, NamesTheBrandsThatLibvipsDoesNotRead) {
  std::string avif = encoded(busy(64, 48), ".avif");
  for (const std::string brand : {"avis", "hevx", "mif2"}) {
    avif.replace(8, 4, brand);
    try {
      static_cast<void>(inspect(avif));
      ADD_FAILURE() << brand;
    } catch (const Error& error) {
      EXPECT_EQ(error.type(), "Image.Unsupported");
      EXPECT_NE(error.message().find(brand), std::string::npos) << error.message();
    }
  }
}

TEST(Inspect, SeesColourDepthAndAlpha) {
  const Picture picture = busy(64, 64);
  const ImageFacts cmyk = inspect(encoded_as(picture, VIPS_INTERPRETATION_CMYK, ".jpg"));
  EXPECT_EQ(cmyk.colour_space, "cmyk");
  EXPECT_EQ(cmyk.bands, 4);
  EXPECT_FALSE(cmyk.alpha);

  const ImageFacts grey = inspect(encoded_as(picture, VIPS_INTERPRETATION_B_W, ".jpg"));
  EXPECT_EQ(grey.colour_space, "b-w");
  EXPECT_EQ(grey.bands, 1);

  const ImageFacts deep = inspect(encoded_as(picture, VIPS_INTERPRETATION_RGB16, ".png"));
  EXPECT_EQ(deep.colour_space, "rgb16");
  EXPECT_EQ(deep.bits_per_sample, 16);

  const ImageFacts clear = inspect(encoded(busy(64, 64, 4), ".png"));
  EXPECT_TRUE(clear.alpha);
  EXPECT_EQ(clear.bands, 4);
}

TEST(Inspect, CountsFrames) {
  for (const char* suffix : {".gif", ".webp"}) {
    const ImageFacts facts = inspect(animation(40, 30, 5, suffix));
    EXPECT_EQ(facts.pages, 5) << suffix;
    EXPECT_EQ(facts.width, 40) << suffix;
    EXPECT_EQ(facts.height, 30) << suffix;
  }
}

TEST(Inspect, ReadsTheCameraTheTimeAndThePlace) {
  const auto edit = [](VipsImage* image) {
    const auto set = [&](const char* field, const char* value) {
      vips_image_set_string(image, field, value);
    };
    set("exif-ifd0-Make", "Shrike Optics");
    set("exif-ifd0-Model", "S-1, mark II");
    set("exif-ifd2-DateTimeOriginal", "2024:07:31 18:05:09");
    set("exif-ifd2-OffsetTimeOriginal", "+02:00");
    set("exif-ifd3-GPSLatitudeRef", "S");
    set("exif-ifd3-GPSLatitude", "33/1 51/1 3096/100");
    set("exif-ifd3-GPSLongitudeRef", "E");
    set("exif-ifd3-GPSLongitude", "151/1 12/1 4032/100");
    set("exif-ifd3-GPSAltitude", "585/10");
  };
  for (const char* suffix : {".jpg", ".webp", ".avif"}) {
    const ImageFacts facts = inspect(encoded(busy(64, 48), suffix, edit));
    EXPECT_EQ(facts.camera_make, "Shrike Optics") << suffix;
    EXPECT_EQ(facts.camera_model, "S-1, mark II") << suffix;
    EXPECT_EQ(facts.taken_at, "2024-07-31T18:05:09+02:00") << suffix;
    ASSERT_TRUE(facts.gps) << suffix;
    EXPECT_NEAR(facts.gps->latitude, -33.8586, 1e-4) << suffix;
    EXPECT_NEAR(facts.gps->longitude, 151.2112, 1e-4) << suffix;
    ASSERT_TRUE(facts.gps->altitude) << suffix;
    EXPECT_NEAR(*facts.gps->altitude, 58.5, 1e-6) << suffix;
  }
}

TEST(Inspect, LeavesOutAPlaceThatIsNowhere) {
  const auto bytes = encoded(busy(64, 48), ".jpg", [](VipsImage* image) {
    vips_image_set_string(image, "exif-ifd3-GPSLatitudeRef", "N");
    vips_image_set_string(image, "exif-ifd3-GPSLatitude", "33/0 51/0 0/0");
    vips_image_set_string(image, "exif-ifd3-GPSLongitudeRef", "E");
    vips_image_set_string(image, "exif-ifd3-GPSLongitude", "751/1 12/1 0/1");
  });
  EXPECT_FALSE(inspect(bytes).gps);
}

}  // namespace
}  // namespace shrike
