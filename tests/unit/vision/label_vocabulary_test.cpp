#include "handlers/vision/label_vocabulary.h"

#include <algorithm>
#include <set>
#include <string_view>

#include <gtest/gtest.h>

namespace shrike::vision {
namespace {

bool holds(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

TEST(LabelVocabulary, NamesEachLabelOnce) {
  std::set<std::string_view> names;
  for (const auto& entry : all_labels()) EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
}

TEST(LabelVocabulary, HasAnEntryForEveryParentAndItsParentsToo) {
  for (const auto& entry : all_labels()) {
    for (const auto parent : entry.parents()) {
      const auto* ancestor = find_label(parent);
      ASSERT_NE(ancestor, nullptr) << parent;
      for (const auto further : ancestor->parents())
        EXPECT_TRUE(holds(entry.parents(), further)) << entry.name << " is no " << further;
    }
    EXPECT_FALSE(holds(entry.parents(), entry.name)) << entry.name;
  }
}

TEST(LabelVocabulary, ListsParentsInAlphabeticalOrder) {
  for (const auto& entry : all_labels())
    EXPECT_TRUE(std::is_sorted(entry.parents().begin(), entry.parents().end())) << entry.name;
}

TEST(LabelVocabulary, UsesRekognitionsCategoriesAlone) {
  EXPECT_EQ(label_categories().size(), 40U);
  for (const auto& entry : all_labels())
    EXPECT_TRUE(holds(label_categories(), entry.category)) << entry.name << ": " << entry.category;
}

TEST(LabelVocabulary, GivesAliasesThatAreNoLabels) {
  for (const auto& entry : all_labels())
    for (const auto alias : entry.aliases()) EXPECT_EQ(find_label(alias), nullptr) << alias;
}

TEST(LabelVocabulary, FollowsTheOrderOfCoco) {
  const std::pair<std::size_t, std::string_view> classes[] = {
      {0, "Person"},        {2, "Car"},         {15, "Cat"},          {16, "Dog"},
      {41, "Cup"},          {57, "Couch"},      {58, "Potted Plant"}, {62, "TV"},
      {67, "Mobile Phone"}, {78, "Blow Dryer"}, {79, "Toothbrush"}};
  for (const auto& [index, name] : classes) EXPECT_EQ(label_of_coco_class(index).name, name);
}

TEST(LabelVocabulary, DescribesAsRekognitionDoes) {
  const auto& dog = label_of_coco_class(16);
  EXPECT_EQ(dog.category, "Animals and Pets");
  EXPECT_EQ(std::vector(dog.parents().begin(), dog.parents().end()),
            (std::vector<std::string_view>{"Animal", "Canine", "Mammal", "Pet"}));
  EXPECT_TRUE(dog.aliases().empty());

  const auto& person = label_of_coco_class(0);
  EXPECT_TRUE(person.parents().empty());
  EXPECT_EQ(person.aliases().front(), "Human");
  EXPECT_EQ(find_label("no such thing"), nullptr);
}

}  // namespace
}  // namespace shrike::vision
