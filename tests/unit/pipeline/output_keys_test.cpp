#include "handlers/pipeline/output_keys.h"

#include <map>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike {
namespace {

TEST(OutputKeys, KeepTheWholeInputKey) {
  const OutputKeys keys("made/", ObjectKey("2026/my photo+1.jpg"));
  EXPECT_EQ(keys.rendition("thumb", Format::Webp).str(), "made/2026/my photo+1.jpg/thumb.webp");
  EXPECT_EQ(keys.metadata().str(), "made/2026/my photo+1.jpg/metadata.json");
}

TEST(OutputKeys, AreOfOneInputKeyEach) {
  // Few characters and few lengths, so that near misses such as "a", "a/", "a//" and "a/thumb.webp"
  // all come up.
  const std::string parts[] = {"a", "b", "/", ".", "thumb", ".webp", ".jpg", "metadata.json"};
  std::mt19937 random(1);
  std::uniform_int_distribution<std::size_t> part(0, std::size(parts) - 1);
  std::uniform_int_distribution<int> length(1, 5);
  std::map<std::string, std::string> owners;
  const auto claim = [&](const ObjectKey& output, const std::string& input) {
    const auto [owner, added] = owners.try_emplace(output.str(), input);
    EXPECT_EQ(owner->second, input) << output.str();
  };
  for (int round = 0; round < 5'000; ++round) {
    std::string input;
    for (int left = length(random); left > 0; --left) input += parts[part(random)];
    const OutputKeys keys("", ObjectKey(input));
    claim(keys.rendition("thumb", Format::Webp), input);
    claim(keys.rendition("thumb", Format::Jpeg), input);
    claim(keys.metadata(), input);
  }
  EXPECT_GT(owners.size(), 3'000U);
}

TEST(OutputKeys, StayWithinS3sLimit) {
  const std::string longest_name(32, 'n');
  const std::string key(1024 - 40 - 1, 'k');
  EXPECT_LE(OutputKeys("", ObjectKey(key)).rendition(longest_name, Format::Webp).str().size(),
            1024U);
  EXPECT_LE(OutputKeys("", ObjectKey(key)).metadata().str().size(), 1024U);
  try {
    const OutputKeys keys("x/", ObjectKey(key));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.type(), "Object.KeyTooLong");
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
  }
}

}  // namespace
}  // namespace shrike
