#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handlers/image/inspect.h"
#include "handlers/image/rendition_spec.h"
#include "handlers/image/renditions.h"
#include "runtime/error.h"

namespace shrike {
namespace {

constexpr std::uint64_t kFunctionMegabytes = 128;

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What the function does with an image in memory, its detection included.
void process(const std::string& bytes) {
  constexpr int kLargestSide = 320;
  constexpr std::size_t kMostJpegBytes = 5'000'000;
  constexpr int kMostFrames = 100;  // more cost minutes with the sanitizers, and teach no more
  static const auto still = parse_renditions("thumb:64x64,webp,q80;preview:320x");
  static const auto moving = parse_renditions("thumb:64x64,webp,q80;moving:320x,gif,animated");
  const ImageFacts facts = inspect(bytes);
  const auto& specs = facts.pages <= kMostFrames ? moving : still;
  require_within_budget(facts, plan_renditions(facts, specs),
                        DecodeBudget::for_function(kFunctionMegabytes, bytes.size()));
  for (const Rendition& rendition : make_renditions(bytes, facts, specs)) {
    EXPECT_FALSE(rendition.bytes.empty());
    EXPECT_LE(rendition.width, kLargestSide);
  }
  EXPECT_FALSE(make_detection_jpeg(bytes, facts, kLargestSide, kMostJpegBytes).empty());
}

/// "" for a picture, else the type of the refusal. Anything thrown that is no Error fails the test.
std::string refusal_of(const std::string& bytes) {
  try {
    process(bytes);
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Reject) << error.what();
    EXPECT_TRUE(std::all_of(error.message().begin(), error.message().end(), [](char c) {
      return c >= ' ' && c <= '~';
    })) << "what goes into the log is printable";
    return error.type();
  }
}

TEST(HostileCorpus, EveryFileIsShownOrRefusedByAnAllowedName) {
  const std::filesystem::path folder = SHRIKE_HOSTILE_CORPUS;
  const auto index = nlohmann::json::parse(content_of(folder / "index.json"));
  ASSERT_GE(index.size(), 300U);
  for (std::size_t number = 0; number < index.size(); ++number) {
    const std::string key = index[number].at("key");
    SCOPED_TRACE(key);
    const std::vector<std::string> ends = index[number].at("ends");
    const auto allowed = [&](std::string_view end) {
      return std::find(ends.begin(), ends.end(), end) != ends.end();
    };
    const std::string refusal = refusal_of(content_of(folder / std::to_string(number)));
    if (refusal.empty()) {
      EXPECT_TRUE(allowed("right") || allowed("shown")) << "made a picture of it";
    } else {
      EXPECT_TRUE(allowed(refusal)) << refusal;
    }
  }
}

}  // namespace
}  // namespace shrike
