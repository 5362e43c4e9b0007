#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "handlers/image/inspect.h"
#include "handlers/image/renditions.h"
#include "runtime/error.h"
#include "tests/unit/image/pictures.h"
#include "tests/unit/image/tiff_writer.h"

namespace shrike {
namespace {

using namespace testing;

constexpr int kWidth = 80;
constexpr int kHeight = 60;
constexpr std::uint64_t kGrey = 1;
constexpr std::uint64_t kRgb = 2;
constexpr std::uint64_t kCmyk = 5;
const TiffField kFloat{339, 3, {3}};
const TiffField kSigned{339, 3, {2}};

using Samples = std::vector<std::uint8_t>;

/// One colour all over; of some kind in `photometric`, and `extra` says what the rest are.
std::string plain_tiff(std::uint64_t photometric, const Samples& pixel,
                       const std::vector<std::uint64_t>& extra, TiffKind kind = {}) {
  std::string strip;
  for (int i = 0; i < kWidth * kHeight; ++i) strip.append(pixel.begin(), pixel.end());
  auto fields = tiff_picture(kWidth, kHeight, 8, pixel.size(), photometric);
  if (!extra.empty()) fields.push_back({338, 3, extra});
  return tiff(strip, fields, kind);
}

/// Samples of other types than bytes, all of the same value.
template <typename Sample>
std::string deep_tiff(std::uint64_t photometric, std::uint64_t samples, Sample value,
                      const std::vector<TiffField>& more) {
  std::string one(sizeof value, '\0');
  std::memcpy(one.data(), &value, sizeof value);
  std::string strip;
  for (std::uint64_t i = 0; i < samples * kWidth * kHeight; ++i) strip += one;
  auto fields = tiff_picture(kWidth, kHeight, 8 * sizeof value, samples, photometric);
  for (const auto& field : more) fields.push_back(field);
  return tiff(strip, fields);
}

std::vector<std::uint64_t> display_p3_profile() {
  VipsBlob* blob = nullptr;
  EXPECT_EQ(vips_profile_load("p3", &blob, nullptr), 0);
  std::size_t size = 0;
  const auto* data = static_cast<const std::uint8_t*>(vips_blob_get(blob, &size));
  std::vector<std::uint64_t> bytes(data, data + size);
  vips_area_unref(VIPS_AREA(blob));
  return bytes;
}

std::vector<Picture> renditions_of(const std::string& bytes) {
  std::vector<Picture> pictures;
  const auto specs = parse_renditions("a:80x,png;b:20x,png;c:20x,webp,q100");
  for (const auto& rendition : make_renditions(bytes, inspect(bytes), specs)) {
    pictures.push_back(decoded(rendition.bytes));
  }
  return pictures;
}

std::string refusal_of(const std::string& bytes) {
  try {
    static_cast<void>(inspect(bytes));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
    return error.type() + ": " + error.message();
  }
  return "";
}

void expect_opaque(const std::string& bytes, const Colour& colour, const std::string& what) {
  EXPECT_FALSE(inspect(bytes).alpha) << what;
  for (const Picture& seen : renditions_of(bytes)) {
    EXPECT_EQ(seen.bands, 3) << what;
    EXPECT_LE(distance(quarter_colours(seen)[0], colour), 6) << what;
  }
}

void expect_half_clear(const std::string& bytes, const std::string& what) {
  EXPECT_TRUE(inspect(bytes).alpha) << what;
  for (const Picture& seen : renditions_of(bytes)) {
    ASSERT_EQ(seen.bands, 4) << what;
    EXPECT_NEAR(seen.at(3, 3, 3), 128, 2) << what;
    EXPECT_LE(distance(quarter_colours(seen)[0], kBlue), 6) << what;
  }
}

TEST(TiffChannels, SelectionsAndSpotColoursAreNeitherShownNorOpacity) {
  const Samples blue{30, 60, 200};
  const auto with = [&](Samples extra) {
    extra.insert(extra.begin(), blue.begin(), blue.end());
    return extra;
  };
  expect_opaque(plain_tiff(kRgb, with({0}), {0}), kBlue, "a selection");
  expect_opaque(plain_tiff(kRgb, with({0, 9}), {0, 0}), kBlue, "two");
  expect_opaque(plain_tiff(kRgb, with({0, 9}), {0, 0}, {.big_tiff = true}), kBlue, "BigTIFF");
  expect_opaque(plain_tiff(kRgb, with({0, 9}), {0, 0}, {.big_endian = true}), kBlue, "Motorola");
  expect_opaque(plain_tiff(kGrey, {90, 0, 9}, {0, 0}), {90, 90, 90}, "grey");
  expect_opaque(plain_tiff(kCmyk, {0, 0, 0, 0, 255, 0}, {0, 0}), kWhite, "CMYK with two spots");
}

TEST(TiffChannels, OpacityIsTheOneThatIsCalledSo) {
  const std::string alone = plain_tiff(kRgb, {30, 60, 200, 128}, {2});
  expect_half_clear(alone, "alone");
  expect_half_clear(plain_tiff(kRgb, {30, 60, 200, 128, 255}, {2, 0}), "before a selection");
  expect_half_clear(plain_tiff(kRgb, {30, 60, 200, 0, 128}, {0, 2}), "behind a selection");
  expect_half_clear(plain_tiff(kRgb, {15, 30, 100, 128, 255}, {1, 0}), "with colours times it");
}

TEST(TiffChannels, AreDroppedForDetectionAndModelsToo) {
  const std::string source = plain_tiff(kRgb, {30, 60, 200, 0, 9}, {0, 0});
  const RgbImage rgb = decode_rgb(source, inspect(source), kWidth);
  EXPECT_EQ(rgb.pixels.size(), static_cast<std::size_t>(3 * kWidth * kHeight));
  EXPECT_EQ(rgb.pixels.substr(0, 2), "\x1E\x3C");
  const Picture seen = decoded(make_detection_jpeg(source, inspect(source), kWidth, 1'000'000));
  EXPECT_LE(distance(quarter_colours(seen)[0], kBlue), 6);
}

TEST(TiffChannels, OfATurnedPictureAreDroppedAsOfAnother) {
  const Picture stored = stored_for(quarters(240, 160), 6);
  std::string strip;
  for (int y = 0; y < stored.height; ++y) {
    for (int x = 0; x < stored.width; ++x) {
      for (int band = 0; band < 3; ++band) strip += static_cast<char>(stored.at(x, y, band));
      strip += std::string(2, '\0');
    }
  }
  auto fields = tiff_picture(160, 240, 8, 5, kRgb);
  fields.push_back({338, 3, {0, 0}});
  fields.push_back({274, 3, {6}});
  const std::string source = tiff(strip, fields);
  const auto renditions = make_renditions(source, inspect(source), parse_renditions("a:60x,png"));
  const Picture seen = decoded(renditions.at(0).bytes);
  ASSERT_EQ(seen.width, 60);
  ASSERT_EQ(seen.height, 40);
  const std::array<Colour, 4> wanted{kRed, kGreen, kYellow, kBlue};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_LE(distance(quarter_colours(seen)[i], wanted[i]), 6) << i;
  }
}

TEST(DeepTiff, OfFloatingPointIsLinearRgbWhateverItsProfile) {
  constexpr float kLinearHalf = 0.2158605F;  // sRGB 128
  const std::string source = deep_tiff(kRgb, 3, kLinearHalf, {kFloat});
  expect_opaque(source, {128, 128, 128}, "without a profile");
  const std::string managed =
      deep_tiff(kRgb, 3, kLinearHalf, {kFloat, {34'675, 1, display_p3_profile()}});
  ASSERT_TRUE(inspect(managed).icc_profile);
  expect_opaque(managed, {128, 128, 128}, "with a profile");
}

TEST(DeepTiff, OfNoKnownRangeIsRefused) {
  for (const std::string& bytes :
       {deep_tiff(kGrey, 1, 0.5F, {kFloat}), deep_tiff(kCmyk, 4, 0.5F, {kFloat}),
        deep_tiff(kRgb, 3, std::uint32_t{1} << 31U, {}), deep_tiff(kGrey, 1, std::uint32_t{9}, {}),
        deep_tiff(kGrey, 1, std::int32_t{9}, {kSigned}),
        deep_tiff(kRgb, 3, std::int16_t{9}, {kSigned}), deep_tiff(kRgb, 3, 0.5, {kFloat})}) {
    EXPECT_EQ(refusal_of(bytes).substr(0, 18), "Image.Unsupported:");
  }
  EXPECT_EQ(refusal_of(deep_tiff(kRgb, 3, std::uint16_t{32'768}, {})), "");
}

TEST(CameraRawTiff, IsRefusedWithWhatToDo) {
  auto fields = tiff_picture(4, 2, 8, 3, kRgb);
  fields.push_back({254, 4, {1}});
  fields.push_back({330, 4, {8}});
  const std::string refusal = refusal_of(tiff(std::string(24, 'x'), fields));
  EXPECT_NE(refusal.find("Image.Unsupported: This is camera raw"), std::string::npos) << refusal;
  EXPECT_NE(refusal.find("export"), std::string::npos) << refusal;
}

}  // namespace
}  // namespace shrike
