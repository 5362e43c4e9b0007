#include "handlers/image/decode_budget.h"

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike {
namespace {

constexpr std::uint64_t kMebibyte = 1024 * 1024;

ImageFacts picture(Format format, int width, int height) {
  ImageFacts facts;
  facts.format = format;
  facts.width = facts.stored_width = width;
  facts.height = facts.stored_height = height;
  return facts;
}

ImageFacts progressive(ImageFacts facts) {
  facts.progressive = true;
  return facts;
}

ImageFacts with_frames(ImageFacts facts, int frames) {
  facts.pages = frames;
  return facts;
}

std::string refusal(const ImageFacts& facts, int side, bool animated, const DecodeBudget& budget) {
  try {
    require_within_budget(facts, side, animated, budget);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
    EXPECT_EQ(error.type(), "Image.TooLarge");
    return error.message();
  }
  return "";
}

TEST(DecodeBudget, IsWhatTheProcessAndTheObjectLeave) {
  const auto budget = DecodeBudget::for_function(512, 20 * kMebibyte);
  EXPECT_LT(budget.memory_bytes, (512 - 20) * kMebibyte);
  EXPECT_GT(budget.memory_bytes, (512 - 20 - 64) * kMebibyte);
  EXPECT_EQ(DecodeBudget::for_function(128, 1024 * kMebibyte).memory_bytes, 0U);
}

TEST(DecodeBudget, AdmitsAHugeBaselineJpegInTheSmallestFunction) {
  const auto facts = picture(Format::Jpeg, 20'000, 14'000);
  for (const std::uint64_t memory_mb : {128U, 256U, 512U}) {
    const auto budget = DecodeBudget::for_function(memory_mb, 7 * kMebibyte);
    EXPECT_EQ(refusal(facts, 1600, false, budget), "") << memory_mb;
  }
}

TEST(DecodeBudget, RefusesABombHoweverLargeTheFunction) {
  const auto largest_function = DecodeBudget::for_function(10'240, 0);
  const auto message = refusal(picture(Format::Png, 65'536, 65'536), 320, false, largest_function);
  EXPECT_NE(message.find("4294 megapixels"), std::string::npos) << message;
  for (const Format format :
       {Format::Png, Format::Webp, Format::Gif, Format::Tiff, Format::Avif, Format::Heic}) {
    EXPECT_NE(refusal(picture(format, 65'536, 65'536), 320, false, largest_function), "");
    EXPECT_NE(refusal(picture(format, 2'147'483'647, 2'147'483'647), 1, false, largest_function),
              "");
  }
  EXPECT_NE(refusal(picture(Format::Jpeg, 65'500, 65'500), 320, false, largest_function), "");
}

TEST(DecodeBudget, CountsEveryFrameThatIsKept) {
  const auto facts = with_frames(picture(Format::Gif, 1000, 1000), 500);
  const auto budget = DecodeBudget::for_function(10'240, 0);
  EXPECT_EQ(refusal(facts, 320, false, budget), "");
  EXPECT_NE(refusal(facts, 320, true, budget), "");
  EXPECT_GT(estimated_decode_bytes(facts, 320, true),
            estimated_decode_bytes(facts, 320, false) + 499 * 320 * 320 * 3);
}

TEST(DecodeBudget, CountsNoPagesOfADocument) {
  const auto facts = with_frames(picture(Format::Tiff, 1000, 1000), 500);
  EXPECT_EQ(estimated_decode_bytes(facts, 320, true), estimated_decode_bytes(facts, 320, false));
}

TEST(DecodeBudget, NamesTheEstimateAndTheBudget) {
  const auto message = refusal(picture(Format::Avif, 4000, 3000), 320, false,
                               DecodeBudget{.memory_bytes = 100 * kMebibyte});
  EXPECT_NE(message.find("4000x3000 avif"), std::string::npos) << message;
  EXPECT_NE(message.find("leaves 100 MB"), std::string::npos) << message;
}

TEST(DecodeBudget, KnowsWhichDecodersHoldThePictureWhole) {
  const auto jpeg = picture(Format::Jpeg, 6000, 4000);
  const auto png = picture(Format::Png, 6000, 4000);
  constexpr std::uint64_t kPixels = 6000 * 4000;
  EXPECT_LT(estimated_decode_bytes(jpeg, 320, false), 16 * kMebibyte);
  EXPECT_GT(estimated_decode_bytes(progressive(jpeg), 320, false), kPixels * 6);
  EXPECT_LT(estimated_decode_bytes(png, 320, false), kPixels * 3);
  EXPECT_GT(estimated_decode_bytes(progressive(png), 320, false), kPixels * 3);
  EXPECT_GT(estimated_decode_bytes(picture(Format::Webp, 6000, 4000), 320, false), kPixels * 4);
  EXPECT_GT(estimated_decode_bytes(picture(Format::Heic, 6000, 4000), 320, false), kPixels * 16);
}

TEST(DecodeBudget, CostsLessForASubsampledProgressiveJpeg) {
  auto facts = progressive(picture(Format::Jpeg, 6000, 4000));
  const auto full = estimated_decode_bytes(facts, 320, false);
  facts.chroma_subsampled = true;
  EXPECT_LT(estimated_decode_bytes(facts, 320, false), full);
}

TEST(DecodeBudget, GrowsWithTheRenditionAndTheDepth) {
  auto facts = picture(Format::Png, 6000, 4000);
  EXPECT_LT(estimated_decode_bytes(facts, 320, false), estimated_decode_bytes(facts, 3000, false));
  const auto eight_bit = estimated_decode_bytes(facts, 320, false);
  facts.bits_per_sample = 16;
  EXPECT_GT(estimated_decode_bytes(facts, 320, false), eight_bit);
}

}  // namespace
}  // namespace shrike
