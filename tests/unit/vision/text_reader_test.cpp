#include "handlers/vision/text_reader.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/error.h"
#include "tests/unit/vision/files.h"

namespace shrike::vision {
namespace {

class Reader : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    shared_reader = std::make_unique<TextReader>(ModelFiles{kPackages, kEngine, 1});
  }
  static void TearDownTestSuite() { shared_reader.reset(); }

  static std::vector<TextLine> read(const RgbImage& image) { return shared_reader->read(image); }

 private:
  static inline std::unique_ptr<TextReader> shared_reader;
};

// A photograph of a page that bends towards its spine.
TEST_F(Reader, ReadsAPhotographedPage) {
  const auto lines = read(photograph("page.png"));
  ASSERT_GE(lines.size(), 6U);
  EXPECT_EQ(lines[0].text(), "Region-based segmentation");
  EXPECT_EQ(lines[1].text(), "Let us first determine markers of the coins and the");
  EXPECT_GE(lines[0].confidence, 0.9);
  EXPECT_EQ(lines[0].words.size(), 2U);
}

TEST_F(Reader, PutsWordsWhereTheyAre) {
  const auto lines = read(photograph("page.png"));
  ASSERT_FALSE(lines.empty());
  // The heading, as drawn by eye: 7 to 292 across, 14 to 33 down, "segmentation" from 152.
  const auto& heading = lines[0];
  const auto box = heading.box.corners();
  EXPECT_NEAR(box[0].x, 7, 4);
  EXPECT_NEAR(box[2].x, 292, 4);
  EXPECT_NEAR(box[0].y, 13, 4);
  EXPECT_NEAR(box[2].y, 33, 4);
  EXPECT_NEAR(heading.words[1].box.corners()[0].x, 150, 5);
}

TEST_F(Reader, ReadsATurnedPage) {
  const auto upright = photograph("page.png");
  // A quarter turn clockwise: what was the left column is the top row.
  RgbImage turned{upright.height, upright.width, {}};
  for (int y = 0; y < turned.height; ++y)
    for (int x = 0; x < turned.width; ++x) {
      const auto source = static_cast<std::size_t>((upright.height - 1 - x) * upright.width + y);
      turned.pixels += upright.pixels.substr(source * 3, 3);
    }
  std::vector<std::string> texts;
  for (const auto& line : read(turned)) texts.push_back(line.text());
  EXPECT_NE(std::find(texts.begin(), texts.end(), "Region-based segmentation"), texts.end());
}

TEST_F(Reader, FindsNoTextWhereThereIsNone) {
  EXPECT_TRUE(read(photograph("chelsea.png")).empty());
  EXPECT_TRUE(read({100, 100, std::string(30'000, '\x80')}).empty());
}

TEST_F(Reader, TakesPicturesOfEveryShape) {
  EXPECT_TRUE(read({}).empty());
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 2000}, {2000, 1}, {333, 77}})
    EXPECT_NO_THROW((void)read(
        {width, height,
         std::string(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3,
                     '\x55')}));
}

TEST_F(Reader, SaysWhatIsMissing) {
  try {
    const TextReader missing({"/nonexistent", kEngine, 1});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.type(), "Model.Missing");
    EXPECT_NE(error.message().find("/nonexistent/@gutenye"), std::string::npos);
  }
}

}  // namespace
}  // namespace shrike::vision
