#include "handlers/config.h"

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handlers/config_variables.h"
#include "runtime/error.h"

namespace shrike {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Variables = std::map<std::string, std::string, std::less<>>;

constexpr const char* kTopic = "arn:aws:sns:eu-central-1:123456789012:faces";
constexpr const char* kStateMachine =
    "arn:aws:states:eu-central-1:123456789012:stateMachine:images";

/// With whatever the entries require.
Config load(Variables changes, Entry entry = Entry::Process) {
  const Variables required{{"OUTPUT_BUCKET", "results"},   {"BUCKET_NAME", "people"},
                           {"SNS_TOPIC_ARN", kTopic},      {"STATE_MACHINE_ARN", kStateMachine},
                           {"RESULTS_BUCKET", "findings"}, {"TASKS_TABLE", "tasks"}};
  for (const auto& [name, value] : required) changes.try_emplace(name, value);
  return load_config(fixed_environment(std::move(changes)), entry);
}

std::string refusal(Variables changes, Entry entry = Entry::Process) {
  try {
    (void)load(std::move(changes), entry);
    return "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.type(), "Runtime.ConfigInvalid");
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
    return error.message();
  }
}

TEST(Config, HasTheDocumentedDefaults) {
  const Config config =
      load_config(fixed_environment({{"OUTPUT_BUCKET", "results"}}), Entry::Process);
  EXPECT_EQ(config.output_bucket.str(), "results");
  EXPECT_EQ(config.output_prefix, "");
  EXPECT_EQ(config.topic_arn, "");
  EXPECT_EQ(config.tasks_table, "");
  EXPECT_EQ(config.tasks_table_keys.partition, "PK");
  EXPECT_EQ(config.tasks_table_keys.sort, "SK");
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

TEST(Config, TellsLambdaWhichGivesProcessorsByMemoryFromItsEmulators) {
  const auto follows = [](std::map<std::string, std::string, std::less<>> variables) {
    variables.emplace("OUTPUT_BUCKET", "out");
    return load_config(fixed_environment(std::move(variables)), Entry::Process).cpu_follows_memory;
  };
  EXPECT_TRUE(follows({{"AWS_LAMBDA_RUNTIME_API", "169.254.100.1:9001"}}));
  EXPECT_TRUE(follows({{"AWS_LAMBDA_RUNTIME_API", "169.254.100.1:9001"},
                       {"AWS_ENDPOINT_URL_S3", "https://vpce-1.s3.us-east-1.vpce.amazonaws.com"}}));
  EXPECT_FALSE(follows({{"AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"},
                        {"AWS_ENDPOINT_URL", "http://127.0.0.1:4566"}}));
  EXPECT_FALSE(follows({{"AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"}, {"AWS_SAM_LOCAL", "true"}}));
  EXPECT_FALSE(follows({}));
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

TEST(Config, RequiresOfEachEntryItsOwnVariablesAlone) {
  const std::pair<Entry, std::vector<std::string>> rows[] = {
      {Entry::Process, {"OUTPUT_BUCKET"}},
      {Entry::CompareFaces, {"BUCKET_NAME", "SNS_TOPIC_ARN"}},
      {Entry::StartWorkflow, {"STATE_MACHINE_ARN"}},
      {Entry::Recognize, {}},
      {Entry::StoreResults, {"RESULTS_BUCKET"}},
      {Entry::TrackTask, {"TASKS_TABLE"}},
  };
  for (const auto& [entry, required] : rows) {
    std::vector<std::string> found;
    for (const ConfigVariable& variable : config_variables()) {
      if (variable.required_by.contains(entry)) found.emplace_back(variable.name);
    }
    EXPECT_EQ(found, required) << to_string(entry);
    EXPECT_EQ(refusal({}, entry), "accepted") << to_string(entry);
    for (const std::string& name : required) {
      const std::string message = refusal({{name, ""}}, entry);
      EXPECT_THAT(message, HasSubstr(name + " is \"\"; allowed: ")) << to_string(entry);
    }
  }
}

TEST(Config, NamesWhatIsNotSet) {
  try {
    (void)load_config(fixed_environment({}), Entry::StartWorkflow);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), HasSubstr("STATE_MACHINE_ARN is not set"));
  }
}

TEST(Config, DoesNotLookAtWhatTheEntryDoesNotRead) {
  EXPECT_EQ(refusal({{"RENDITIONS", "nonsense"}}, Entry::CompareFaces), "accepted");
  EXPECT_EQ(refusal({{"SIMILARITY_THRESHOLD", "much"}}, Entry::Process), "accepted");
}

TEST(Config, LooksForMoreInAWorkflow) {
  EXPECT_THAT(load({}, Entry::Process).detectors, testing::ElementsAre(Detector::Labels));
  EXPECT_THAT(load({}, Entry::Recognize).detectors,
              testing::ElementsAre(Detector::Labels, Detector::Faces));
}

TEST(Config, ReadsWhatTheOtherEntriesNeed) {
  const Config faces =
      load({{"REFERENCE_PREFIX", "staff/"}, {"SIMILARITY_THRESHOLD", "92.5"}}, Entry::CompareFaces);
  EXPECT_EQ(faces.reference_bucket.str(), "people");
  EXPECT_EQ(faces.reference_prefix, "staff/");
  EXPECT_DOUBLE_EQ(faces.similarity_threshold, 92.5);
  EXPECT_EQ(faces.topic_arn, kTopic);
  EXPECT_EQ(load({}, Entry::StartWorkflow).state_machine_arn, kStateMachine);
  EXPECT_EQ(load({}, Entry::StoreResults).results_bucket.str(), "findings");
  const Config tasks = load({{"TASKS_TABLE_KEYS", "user,task"}}, Entry::TrackTask);
  EXPECT_EQ(tasks.tasks_table, "tasks");
  EXPECT_EQ(tasks.tasks_table_keys.partition, "user");
  EXPECT_EQ(tasks.tasks_table_keys.sort, "task");
}

TEST(Config, RefusesBadValues) {
  const std::pair<const char*, const char*> rows[] = {
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

TEST(Config, RefusesBadValuesOfTheOtherEntries) {
  const std::tuple<Entry, const char*, const char*> rows[] = {
      {Entry::CompareFaces, "BUCKET_NAME", "a/b"},
      {Entry::CompareFaces, "SIMILARITY_THRESHOLD", "101"},
      {Entry::CompareFaces, "SIMILARITY_THRESHOLD", ""},
      {Entry::CompareFaces, "SNS_TOPIC_ARN", "faces"},
      {Entry::CompareFaces, "SNS_TOPIC_ARN", "arn:aws:sqs:eu-central-1:123456789012:faces"},
      {Entry::CompareFaces, "SNS_TOPIC_ARN", "arn:aws:sns:eu-central-1:12345:faces"},
      {Entry::CompareFaces, "SNS_TOPIC_ARN", "arn:aws:sns:eu-central-1:123456789012:faces.fifo"},
      {Entry::CompareFaces, "SNS_TOPIC_ARN", "arn:aws:sns:eu-central-1:123456789012:a:b"},
      {Entry::StartWorkflow, "STATE_MACHINE_ARN", kTopic},
      {Entry::StartWorkflow, "STATE_MACHINE_ARN",
       "arn:aws:states:eu-central-1:123456789012:execution:images"},
      {Entry::StartWorkflow, "STATE_MACHINE_ARN",
       "arn:aws:states:eu-central-1:123456789012:stateMachine:"},
      {Entry::TrackTask, "TASKS_TABLE", "ab"},
      {Entry::TrackTask, "TASKS_TABLE", "my table"},
      {Entry::TrackTask, "TASKS_TABLE_KEYS", "PK"},
      {Entry::TrackTask, "TASKS_TABLE_KEYS", "PK,PK"},
      {Entry::TrackTask, "TASKS_TABLE_KEYS", "PK,"},
      {Entry::TrackTask, "TASKS_TABLE_KEYS", "PK,SK,LK"},
  };
  for (const auto& [entry, name, value] : rows) {
    EXPECT_THAT(refusal({{name, value}}, entry), HasSubstr(name)) << name << "=" << value;
  }
}

TEST(Config, TakesArnsOfEveryPartition) {
  for (const char* arn : {"arn:aws-cn:sns:cn-north-1:123456789012:faces",
                          "arn:aws-us-gov:sns:us-gov-west-1:123456789012:faces_2"}) {
    EXPECT_EQ(refusal({{"SNS_TOPIC_ARN", arn}}, Entry::CompareFaces), "accepted") << arn;
  }
  for (const std::string suffix : {"", ":3", ":live"}) {
    EXPECT_EQ(refusal({{"STATE_MACHINE_ARN", kStateMachine + suffix}}, Entry::StartWorkflow),
              "accepted")
        << suffix;
  }
}

TEST(Config, RefusesResultsAmongTheReferences) {
  EXPECT_THAT(refusal({{"OUTPUT_BUCKET", "people"}}, Entry::CompareFaces),
              HasSubstr("BUCKET_NAME"));
  EXPECT_THAT(
      refusal({{"OUTPUT_BUCKET", "people"}, {"OUTPUT_PREFIX", "found/"}}, Entry::CompareFaces),
      HasSubstr("BUCKET_NAME"));
  EXPECT_EQ(refusal({{"OUTPUT_BUCKET", "people"},
                     {"OUTPUT_PREFIX", "found/"},
                     {"REFERENCE_PREFIX", "staff/"}},
                    Entry::CompareFaces),
            "accepted");
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
