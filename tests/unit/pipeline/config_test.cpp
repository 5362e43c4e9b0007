#include "handlers/config.h"

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Variables = std::map<std::string, std::string, std::less<>>;

Config load(Variables changes) {
  changes.try_emplace("OUTPUT_BUCKET", "results");
  return load_config(fixed_environment(std::move(changes)));
}

std::string refusal(Variables changes) {
  try {
    (void)load(std::move(changes));
    return "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.type(), "Runtime.ConfigInvalid");
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
    return error.message();
  }
}

TEST(Config, HasTheDocumentedDefaults) {
  const Config config = load({});
  EXPECT_EQ(config.output_bucket.str(), "results");
  EXPECT_EQ(config.output_prefix, "");
  EXPECT_TRUE(config.image_bucket.empty());
  ASSERT_EQ(config.renditions.size(), 2U);
  EXPECT_EQ(config.renditions[0].name, "thumb");
  EXPECT_EQ(config.renditions[1].name, "preview");
  EXPECT_TRUE(config.detects(Detector::Labels));
  EXPECT_EQ(config.max_labels, 10);
  EXPECT_DOUBLE_EQ(config.min_confidence, 75);
  EXPECT_EQ(config.memory_mb, 512U);
  EXPECT_EQ(config.max_image_mb, 50U);
}

TEST(Config, ReadsEveryVariable) {
  const Config config = load({{"OUTPUT_BUCKET", "out"},
                              {"OUTPUT_PREFIX", "made/"},
                              {"IMAGE_BUCKET", "in-bucket"},
                              {"RENDITIONS", "small:64x"},
                              {"DETECT", ""},
                              {"MAX_LABELS", "1000"},
                              {"MIN_CONFIDENCE", "55.5"},
                              {"MAX_IMAGE_MB", "20"},
                              {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769"}});
  EXPECT_EQ(config.output_prefix, "made/");
  EXPECT_EQ(config.image_bucket.str(), "in-bucket");
  ASSERT_EQ(config.renditions.size(), 1U);
  EXPECT_EQ(config.renditions[0].width, 64);
  EXPECT_FALSE(config.detects(Detector::Labels));
  EXPECT_EQ(config.max_labels, 1000);
  EXPECT_DOUBLE_EQ(config.min_confidence, 55.5);
  EXPECT_EQ(config.max_image_mb, 20U);
  EXPECT_EQ(config.memory_mb, 1769U);
}

TEST(Config, DetectsWhatIsListedInThatOrder) {
  EXPECT_THAT(load({{"DETECT", "faces"}}).detectors, ElementsAre(Detector::Faces));
  EXPECT_THAT(load({{"DETECT", "moderation,text,faces,labels"}}).detectors,
              ElementsAre(Detector::Moderation, Detector::Text, Detector::Faces, Detector::Labels));
}

TEST(Config, TakesEmptyRenditionsAsNone) {
  EXPECT_TRUE(load({{"RENDITIONS", ""}}).renditions.empty());
}

TEST(Config, NamesTheVariableTheValueAndWhatIsAllowed) {
  const std::string message = refusal({{"MAX_LABELS", "ten"}});
  EXPECT_THAT(message, HasSubstr("MAX_LABELS"));
  EXPECT_THAT(message, HasSubstr("\"ten\""));
  EXPECT_THAT(message, HasSubstr("1 to 1000"));
}

TEST(Config, MustNameAnOutputBucket) {
  try {
    (void)load_config(fixed_environment({}));
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), HasSubstr("OUTPUT_BUCKET is not set"));
  }
}

TEST(Config, RefusesBadValues) {
  const std::pair<const char*, const char*> rows[] = {
      {"OUTPUT_BUCKET", ""},
      {"OUTPUT_BUCKET", "ab"},
      {"OUTPUT_BUCKET", "a bucket"},
      {"OUTPUT_BUCKET", "evil.example/x"},
      {"OUTPUT_PREFIX", "/"},
      {"OUTPUT_PREFIX", "/a/"},
      {"OUTPUT_PREFIX", "thumbs"},
      {"IMAGE_BUCKET", "x"},
      {"RENDITIONS", "thumb"},
      {"RENDITIONS", "thumb:320x320;thumb:64x"},
      {"DETECT", "labels,cats"},
      {"DETECT", "labels,labels"},
      {"DETECT", "labels,"},
      {"DETECT", ",labels"},
      {"DETECT", "labels, faces"},
      {"DETECT", "Labels"},
      {"MAX_LABELS", ""},
      {"MAX_LABELS", "0"},
      {"MAX_LABELS", "1001"},
      {"MAX_LABELS", "10 "},
      {"MAX_LABELS", "+10"},
      {"MAX_LABELS", "99999999999999999999"},
      {"MIN_CONFIDENCE", "-1"},
      {"MIN_CONFIDENCE", "100.1"},
      {"MIN_CONFIDENCE", "nan"},
      {"MIN_CONFIDENCE", "75%"},
      {"MAX_IMAGE_MB", "0"},
      {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "127"},
      {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "131073"},
      {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1GB"},
  };
  for (const auto& [name, value] : rows) {
    EXPECT_THAT(refusal({{name, value}}), HasSubstr(name)) << name << "=" << value;
  }
}

TEST(Config, RefusesOutputIntoTheWatchedPlace) {
  EXPECT_THAT(refusal({{"OUTPUT_BUCKET", "photos"}, {"IMAGE_BUCKET", "photos"}}),
              HasSubstr("OUTPUT_PREFIX"));
  EXPECT_EQ(
      refusal(
          {{"OUTPUT_BUCKET", "photos"}, {"IMAGE_BUCKET", "photos"}, {"OUTPUT_PREFIX", "made/"}}),
      "accepted");
}

TEST(Config, DescribesEveryVariable) {
  for (const ConfigVariable& variable : config_variables()) {
    EXPECT_FALSE(variable.allowed.empty()) << variable.name;
    EXPECT_FALSE(variable.description.empty()) << variable.name;
  }
}

}  // namespace
}  // namespace shrike
