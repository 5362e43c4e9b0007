#include "handlers/image/decode_budget.h"

#include <array>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kMebibyte = 1024 * 1024;
constexpr std::array kFormats{Format::Jpeg, Format::Png,  Format::Webp, Format::Gif,
                              Format::Tiff, Format::Avif, Format::Heic};

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

/// One rendition of at most that many pixels a side.
DecodePlan plan(const ImageFacts& facts, int side, Format format = Format::Webp,
                bool animated = false) {
  return plan_renditions(facts, {{"only", side, side, format, 80, animated}});
}

std::uint64_t bytes(const ImageFacts& facts, int side = 320, Format format = Format::Webp) {
  return estimated_decode(facts, plan(facts, side, format)).memory_bytes;
}

/// "kind of error: its message"; empty when the plan is within the budget.
std::string refusal(const ImageFacts& facts, const DecodePlan& plan, const DecodeBudget& budget) {
  try {
    require_within_budget(facts, plan, budget);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Reject) {
      EXPECT_EQ(error.type(), "Image.TooLarge");
    } else {
      EXPECT_EQ(error.kind(), ErrorKind::Retry);
      EXPECT_EQ(error.type(), "Function.DeadlineExceeded");
    }
    return std::string(to_string(error.kind())) + ": " + error.message();
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
    // A quarter of the memory is the most that an object may have.
    auto budget = DecodeBudget::for_function(memory_mb, memory_mb * kMebibyte / 4);
    budget.time = {milliseconds(3000), milliseconds(3000), processors_of_function(memory_mb, true)};
    EXPECT_EQ(refusal(facts, plan(facts, 1600, Format::Jpeg), budget), "") << memory_mb;
  }
}

TEST(DecodeBudget, RefusesABombHoweverLargeTheFunction) {
  const auto largest_function = DecodeBudget::for_function(10'240, 0);
  const auto bomb = picture(Format::Png, 65'536, 65'536);
  const auto message = refusal(bomb, plan(bomb, 320), largest_function);
  EXPECT_NE(message.find("4295 megapixels"), std::string::npos) << message;
  for (const Format format : kFormats) {
    for (const int side : {65'500, std::numeric_limits<int>::max()}) {
      const auto facts = picture(format, side, side);
      EXPECT_NE(refusal(facts, plan(facts, 320), largest_function), "") << side;
    }
  }
}

TEST(DecodeBudget, TakesWhatFitsToTheByteAndNothingMore) {
  for (const Format format : kFormats) {
    const auto facts = progressive(picture(format, 4000, 3000));
    const auto wanted = plan(facts, 1600);
    const auto needed = estimated_decode(facts, wanted).memory_bytes;
    EXPECT_EQ(refusal(facts, wanted, {.memory_bytes = needed}), "");
    EXPECT_NE(refusal(facts, wanted, {.memory_bytes = needed - 1}), "");
  }
}

TEST(DecodeBudget, NamesTheEstimateAndTheBudget) {
  const auto facts = picture(Format::Avif, 4000, 3000);
  const auto message = refusal(facts, plan(facts, 320), {.memory_bytes = 100 * kMebibyte});
  EXPECT_NE(message.find("this 4000x3000 avif takes about 25"), std::string::npos) << message;
  EXPECT_NE(message.find("leaves 100 MB"), std::string::npos) << message;
}

TEST(DecodeBudget, RefusesWhatAWholeInvocationCouldNotDo) {
  const auto facts = picture(Format::Avif, 10'000, 10'000);
  DecodeBudget budget{.memory_bytes = 8'000 * kMebibyte};
  budget.time = {milliseconds(500), milliseconds(700), 1};
  const auto message = refusal(facts, plan(facts, 320), budget);
  EXPECT_NE(message.find("reject"), std::string::npos) << message;
  EXPECT_NE(message.find("0.8 s or more"), std::string::npos) << message;
  EXPECT_NE(message.find("has 0.7 s"), std::string::npos) << message;
}

TEST(DecodeBudget, PutsOffWhatOnlyTheRestOfAnInvocationCannotDo) {
  const auto facts = picture(Format::Avif, 10'000, 10'000);
  DecodeBudget budget{.memory_bytes = 8'000 * kMebibyte};
  budget.time = {milliseconds(700), milliseconds(800), 1};
  const auto message = refusal(facts, plan(facts, 320), budget);
  EXPECT_NE(message.find("retry"), std::string::npos) << message;
  EXPECT_NE(message.find("0.7 s are left"), std::string::npos) << message;
  budget.time.remaining = milliseconds(800);
  EXPECT_EQ(refusal(facts, plan(facts, 320), budget), "");
}

TEST(DecodeBudget, GivesALambdaFunctionProcessorsByItsMemory) {
  EXPECT_DOUBLE_EQ(processors_of_function(1769, true), 1);
  EXPECT_NEAR(processors_of_function(128, true), 0.072, 0.001);
  EXPECT_GE(processors_of_function(128, false), 1);

  const auto facts = picture(Format::Avif, 10'000, 10'000);
  DecodeBudget budget{.memory_bytes = 8'000 * kMebibyte};
  budget.time = {milliseconds(1000), milliseconds(1000), 1};
  EXPECT_EQ(refusal(facts, plan(facts, 320), budget), "");
  budget.time.processors = 0.5;
  EXPECT_NE(refusal(facts, plan(facts, 320), budget), "");
}

struct Rule {
  const char* what;
  ImageFacts facts;
  double least;  ///< bytes a pixel, beside what every picture of that size takes
  double most;
};

ImageFacts altered(ImageFacts facts, const std::function<void(ImageFacts&)>& alter) {
  alter(facts);
  return facts;
}

TEST(DecodeEstimate, KnowsWhatEachDecoderHolds) {
  const auto of = [](Format format) { return picture(format, 6000, 4000); };
  const std::vector<Rule> rules{
      {"baseline JPEG", of(Format::Jpeg), 0, 0.5},
      {"progressive JPEG", progressive(of(Format::Jpeg)), 6, 7},
      {"progressive JPEG 4:2:0",
       altered(progressive(of(Format::Jpeg)), [](auto& facts) { facts.chroma_subsampled = true; }),
       3, 4},
      {"progressive grey JPEG",
       altered(progressive(of(Format::Jpeg)), [](auto& facts) { facts.bands = 1; }), 2, 3},
      {"progressive CMYK JPEG",
       altered(progressive(of(Format::Jpeg)), [](auto& facts) { facts.bands = 4; }), 8, 9},
      {"PNG", of(Format::Png), 0, 1},
      {"interlaced PNG", progressive(of(Format::Png)), 3, 4},
      {"interlaced PNG of 16 bits",
       altered(progressive(of(Format::Png)), [](auto& facts) { facts.bits_per_sample = 16; }), 6,
       8},
      {"lossy WebP", of(Format::Webp), 0, 0.5},
      {"lossy WebP with alpha", altered(of(Format::Webp), [](auto& facts) { facts.alpha = true; }),
       2, 2.5},
      {"lossless WebP", altered(of(Format::Webp), [](auto& facts) { facts.lossless = true; }), 4,
       5},
      {"animated WebP", with_frames(of(Format::Webp), 9), 8, 10},
      {"GIF", of(Format::Gif), 5, 6},
      {"TIFF of strips", altered(of(Format::Tiff), [](auto& facts) { facts.rows_at_once = 128; }),
       0, 1},
      {"TIFF of one strip", of(Format::Tiff), 3, 4},
      {"AVIF", of(Format::Avif), 20, 21},
      {"AVIF of 10 bits",
       altered(of(Format::Avif), [](auto& facts) { facts.bits_per_sample = 10; }), 26, 28},
      {"HEIC", of(Format::Heic), 20, 21},
  };
  for (const auto& [what, facts, least, most] : rules) {
    constexpr double kPixels = 6000 * 4000;
    const auto held = static_cast<double>(bytes(facts)) - 11.0 * kMebibyte;
    EXPECT_GE(held / kPixels, least) << what;
    EXPECT_LE(held / kPixels, most) << what;
  }
}

TEST(DecodeEstimate, CountsEveryFrameThatIsKept) {
  const auto facts = with_frames(picture(Format::Gif, 1000, 1000), 500);
  const auto all = estimated_decode(facts, plan(facts, 320, Format::Webp, true)).memory_bytes;
  EXPECT_GT(all, bytes(facts) + 499 * 320 * 320 * 3);
  const auto budget = DecodeBudget::for_function(10'240, 0);
  EXPECT_EQ(refusal(facts, plan(facts, 320), budget), "");
  EXPECT_NE(refusal(facts, plan(facts, 320, Format::Webp, true), budget), "");
}

TEST(DecodeEstimate, CountsNoPagesOfADocument) {
  const auto facts = picture(Format::Tiff, 1000, 1000);
  const auto pages = with_frames(facts, 500);
  EXPECT_EQ(estimated_decode(pages, plan(pages, 320, Format::Webp, true)).memory_bytes,
            bytes(facts));
}

TEST(DecodeEstimate, GrowsWithWhatIsMade) {
  const auto facts = picture(Format::Jpeg, 6000, 4000);
  EXPECT_LT(bytes(facts, 320), bytes(facts, 3000));
  EXPECT_LT(bytes(facts, 3000, Format::Jpeg), bytes(facts, 3000, Format::Webp));
  EXPECT_LT(bytes(facts, 3000, Format::Webp), bytes(facts, 3000, Format::Avif));
  // The JPEG for detection has all of its colour.
  EXPECT_LT(bytes(facts, 1600, Format::Jpeg),
            estimated_decode(facts, plan_detection(facts, 1600)).memory_bytes);
}

TEST(DecodeEstimate, IsTheLargestOutputsAndNotTheirSum) {
  const auto facts = picture(Format::Jpeg, 6000, 4000);
  const RenditionSpec spec{"one", 1600, 1600, Format::Avif, 80, false};
  EXPECT_EQ(estimated_decode(facts, plan_renditions(facts, {spec, spec})).memory_bytes,
            estimated_decode(facts, plan_renditions(facts, {spec})).memory_bytes);
}

TEST(DecodeEstimate, TakesLongerWhereMoreIsToBeDone) {
  const auto time = [](const ImageFacts& facts) {
    return estimated_decode(facts, plan(facts, 320)).duration;
  };
  const auto jpeg = picture(Format::Jpeg, 20'000, 14'000);
  EXPECT_LT(time(jpeg), time(progressive(jpeg)));
  EXPECT_LT(time(progressive(jpeg)), time(picture(Format::Avif, 20'000, 14'000)));
}

/// Of two renditions, one of them with all frames.
DecodeEstimate estimate_of(const ImageFacts& facts) {
  const RenditionSpec moving{"moving", 1600, 1600, Format::Gif, 80, true};
  const RenditionSpec still{"still", 320, 320, Format::Webp, 80, false};
  return estimated_decode(facts, plan_renditions(facts, {moving, still}));
}

TEST(DecodeEstimate, NeverFallsWhenPixelsAreAdded) {
  for (const Format format : kFormats) {
    for (const int frames : {1, 7}) {
      for (const bool whole : {false, true}) {
        DecodeEstimate last;
        for (int side = 1; side < 200'000; side += 1 + side / 50) {
          auto facts = with_frames(picture(format, side, side), frames);
          facts.progressive = facts.lossless = facts.alpha = whole;
          const auto estimate = estimate_of(facts);
          EXPECT_GE(estimate.memory_bytes, last.memory_bytes) << traits(format).name << side;
          EXPECT_GE(estimate.duration, last.duration) << traits(format).name << side;
          last = estimate;
        }
      }
    }
  }
}

TEST(DecodeEstimate, NeverFallsWhenFramesAreAdded) {
  for (const Format format : kFormats) {
    DecodeEstimate last;
    for (int frames = 2; frames < 1'000'000; frames += 1 + frames / 10) {
      const auto estimate = estimate_of(with_frames(picture(format, 500, 400), frames));
      EXPECT_GE(estimate.memory_bytes, last.memory_bytes) << traits(format).name << frames;
      EXPECT_GE(estimate.duration, last.duration) << traits(format).name << frames;
      last = estimate;
    }
  }
}

TEST(DecodeEstimate, SurvivesFactsThatNoImageHas) {
  constexpr int kMost = std::numeric_limits<int>::max();
  constexpr int kLeast = std::numeric_limits<int>::min();
  for (const Format format : kFormats) {
    for (const int width : {kLeast, -1, 0, 1, kMost}) {
      for (const int height : {kLeast, -1, 0, 1, kMost}) {
        for (const int pages : {kLeast, 0, kMost}) {
          auto facts = progressive(with_frames(picture(format, width, height), pages));
          facts.bands = facts.bits_per_sample = facts.rows_at_once = pages;
          DecodePlan wanted = plan_detection(picture(format, 100, 100), 1600);
          wanted.frames = wanted.outputs.front().frames = Frames::All;
          wanted.size = wanted.outputs.front().size = {width, height};
          const auto estimate = estimated_decode(facts, wanted);
          EXPECT_GE(estimate.memory_bytes, kMebibyte);
          EXPECT_GE(estimate.duration, milliseconds(0));
          if (width == kMost && height == kMost) {
            EXPECT_GT(estimate.memory_bytes, DecodeBudget::for_function(10'240, 0).memory_bytes);
            EXPECT_NE(refusal(facts, wanted, DecodeBudget::for_function(10'240, 0)), "");
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace shrike
