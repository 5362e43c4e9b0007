#include "handlers/vision/text_layout.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace shrike::vision {
namespace {

const RotatedBox kLine{{100, 50}, {1, 0}, 100, 20};
const RotatedBox kStrip{{100, 50}, {1, 0}, 120, 30};

/// Characters evenly along the strip.
std::vector<ReadCharacter> read(const std::string& text) {
  std::vector<ReadCharacter> characters;
  for (std::size_t i = 0; i < text.size(); ++i)
    characters.push_back({std::string(1, text[i]), 0.9,
                          (static_cast<double>(i) + 0.5) / static_cast<double>(text.size())});
  return characters;
}

TEST(TextLine, IsCutAtItsSpaces) {
  const auto line = line_of(read("to be or"), kLine, kStrip);
  ASSERT_EQ(line.words.size(), 3U);
  EXPECT_EQ(line.text(), "to be or");
  EXPECT_EQ(line.words[1].text, "be");
  EXPECT_NEAR(line.confidence, 0.9, 1e-9);
}

TEST(TextLine, GivesItsWordsThePlaceWhereTheirCharactersAre) {
  // Eight characters of 15 pixels from 40 to 160: "to" ends before the space at 77.5.
  const auto words = line_of(read("to be or"), kLine, kStrip).words;
  EXPECT_NEAR(words[0].box.corners()[0].x, 50, 1e-9);
  EXPECT_NEAR(words[0].box.corners()[1].x, 70, 1e-9);
  EXPECT_NEAR(words[1].box.corners()[0].x, 85, 1e-9);
  EXPECT_NEAR(words[1].box.corners()[1].x, 115, 1e-9);
  EXPECT_NEAR(words[2].box.corners()[1].x, 150, 1e-9);
  for (const auto& word : words) EXPECT_EQ(word.box.thickness, kLine.thickness);
}

TEST(TextLine, HasNoEmptyWords) {
  EXPECT_TRUE(line_of({}, kLine, kStrip).words.empty());
  EXPECT_TRUE(line_of(read("   "), kLine, kStrip).words.empty());
  EXPECT_EQ(line_of(read("  a  b "), kLine, kStrip).words.size(), 2U);
}

std::string order(const std::vector<std::pair<std::string, RotatedBox>>& boxes) {
  std::vector<TextLine> lines;
  for (const auto& [text, box] : boxes) lines.push_back({{{text, 1, box}}, 1, box});
  sort_for_reading(lines);
  std::string texts;
  for (const auto& line : lines) texts += line.text();
  return texts;
}

TEST(ReadingOrder, IsByRowsAndWithinThemFromTheLeft) {
  EXPECT_EQ(order({{"c", {{50, 80}, {1, 0}, 60, 20}},
                   {"b", {{150, 38}, {1, 0}, 60, 20}},
                   {"a", {{50, 42}, {1, 0}, 60, 20}},
                   {"d", {{150, 83}, {1, 0}, 60, 24}}}),
            "abcd");
}

TEST(ReadingOrder, DoesNotLetATallLineTakeTheOthersIn) {
  EXPECT_EQ(order({{"v", {{10, 150}, {0, 1}, 300, 20}},
                   {"a", {{100, 40}, {1, 0}, 60, 20}},
                   {"b", {{90, 80}, {1, 0}, 60, 20}},
                   {"c", {{80, 200}, {1, 0}, 60, 20}}}),
            "vabc");
}

TEST(ReadingOrder, TakesAnyNumberOfLines) {
  std::vector<TextLine> none;
  sort_for_reading(none);
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(order({{"a", {{1, 1}, {1, 0}, 1, 1}}}), "a");
}

}  // namespace
}  // namespace shrike::vision
