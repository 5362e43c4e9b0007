#include "infra/local/lambda/destinations.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace shrike::local {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using nlohmann::ordered_json;

constexpr TimePoint kNow(1'763'709'600'123ms);  // 2025-11-21T07:20:00.123Z

AsyncEnd failed() {
  InvocationResult result;
  result.function_error = "Unhandled";
  result.payload = R"({"errorType":"Bad","errorMessage":"no luck"})";
  return {.request_id = "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
          .function_arn = "arn:aws:lambda:us-east-1:000000000000:function:f",
          .payload = R"({"key":1})",
          .condition = AsyncCondition::RetriesExhausted,
          .invocations = 3,
          .result = result};
}

TEST(DestinationRecord, IsLambdasOfAFailure) {
  EXPECT_EQ(destination_record(failed(), kNow).dump(),
            R"({"version":"1.0","timestamp":"2025-11-21T07:20:00.123Z","requestContext":)"
            R"({"requestId":"8476a536-e9f4-11e8-9739-2dfe598c3fcd",)"
            R"("functionArn":"arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST",)"
            R"("condition":"RetriesExhausted","approximateInvokeCount":3},)"
            R"("requestPayload":{"key":1},"responseContext":{"statusCode":200,)"
            R"("executedVersion":"$LATEST","functionError":"Unhandled"},)"
            R"("responsePayload":{"errorType":"Bad","errorMessage":"no luck"}})");
}

TEST(DestinationRecord, OfASuccessHasNoError) {
  auto end = failed();
  end.condition = AsyncCondition::Success;
  end.result->function_error.reset();
  end.result->payload = "not JSON";
  const auto record = destination_record(end, kNow);
  EXPECT_EQ(record.at("requestContext").at("condition"), "Success");
  EXPECT_FALSE(record.at("responseContext").contains("functionError"));
  EXPECT_EQ(record.at("responsePayload"), "not JSON");
}

TEST(DestinationRecord, OfWhatTheFunctionNeverSawHasNoResponse) {
  auto end = failed();
  end.condition = AsyncCondition::EventAgeExceeded;
  end.invocations = 0;
  end.result.reset();
  const auto record = destination_record(end, kNow);
  EXPECT_EQ(record.at("requestContext").at("approximateInvokeCount"), 0);
  EXPECT_FALSE(record.contains("responseContext"));
  EXPECT_FALSE(record.contains("responsePayload"));
}

TEST(DeadLetter, IsTheEventWithItsAttributes) {
  EXPECT_EQ(dead_letter(failed()).dump(),
            R"({"MessageBody":"{\"key\":1}","MessageAttributes":{"RequestID":)"
            R"({"DataType":"String","StringValue":"8476a536-e9f4-11e8-9739-2dfe598c3fcd"},)"
            R"("ErrorCode":{"DataType":"Number","StringValue":"200"},)"
            R"("ErrorMessage":{"DataType":"String","StringValue":"no luck"}}})");
}

TEST(DeadLetter, HasAShortMessageWhateverTheFunctionAnswered) {
  auto end = failed();
  for (const std::string& payload :
       {std::string(5000, 'x'), R"({"errorMessage":")" + std::string(5000, 'x') + R"("})",
        std::string(R"({"errorMessage":7})"), std::string("\xff"), std::string()}) {
    end.result->payload = payload;
    const auto message = dead_letter(end)
                             .at("MessageAttributes")
                             .at("ErrorMessage")
                             .at("StringValue")
                             .get<std::string>();
    EXPECT_LE(message.size(), 1024U);
  }
}

class Targets : public testing::Test {
 protected:
  Targets() { std::filesystem::remove_all(folder_); }
  ~Targets() override { std::filesystem::remove_all(folder_); }

  Destinations destinations() {
    return {{.invoke = [this](const auto& arn,
                              const auto& record) { told_.push_back(arn + " " + record); },
             .put_object =
                 [this](const auto& bucket, const auto& key, const auto& record) {
                   told_.push_back(bucket + " " + key + " " + record);
                 },
             .folder = folder_,
             .on_failed = [this](const auto& function, const auto& arn,
                                 auto) { lost_.push_back(function + " " + arn); }},
            [] { return std::uint64_t{0}; }};
  }

  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / "shrike-records";
  std::vector<std::string> told_;
  std::vector<std::string> lost_;
};

TEST_F(Targets, AFunctionIsInvokedWithTheRecord) {
  const std::string arn = "arn:aws:lambda:us-east-1:000000000000:function:g";
  destinations().send_record(arn, failed(), kNow);
  EXPECT_THAT(told_, testing::ElementsAre(arn + " " + destination_record(failed(), kNow).dump()));
}

TEST_F(Targets, ABucketGetsAnObjectNamedAsLambdaNamesIt) {
  destinations().send_record("arn:aws:s3:::kept", failed(), kNow);
  ASSERT_EQ(told_.size(), 1U);
  EXPECT_THAT(told_[0],
              testing::StartsWith("kept aws/lambda/async/f/2025/11/21/2025-11-21T07.20.00-00000000-"
                                  "0000-4000-8000-000000000000 {"));
}

TEST_F(Targets, AQueueIsAFolderOfFiles) {
  destinations().send_record("arn:aws:sqs:us-east-1:000000000000:failed", failed(), kNow);
  destinations().send_dead_letter("arn:aws:sns:us-east-1:000000000000:dead", failed(), kNow);
  const std::string name = "2025-11-21T07.20.00-8476a536-e9f4-11e8-9739-2dfe598c3fcd.json";
  std::ifstream record(folder_ / "sqs" / "failed" / name);
  EXPECT_EQ(json::parse(record), json(destination_record(failed(), kNow)));
  std::ifstream letter(folder_ / "sns" / "dead" / name);
  EXPECT_EQ(json::parse(letter), json(dead_letter(failed())));
}

TEST_F(Targets, AQueueThatThereIsGetsTheRecordAndTheLetterAsMessages) {
  struct Sent {
    std::string arn;
    std::string message;
    ordered_json attributes;
  };
  std::vector<Sent> sent;
  const Destinations with_queue(
      {.invoke = {},
       .put_object = {},
       .send_message =
           [&](const auto& arn, const auto& message, const auto& attributes) {
             if (arn.ends_with(":elsewhere")) return false;
             sent.push_back({arn, message, attributes});
             return true;
           },
       .folder = folder_,
       .on_failed = {}},
      [] { return std::uint64_t{0}; });
  const std::string queue = "arn:aws:sqs:us-east-1:000000000000:failed";
  with_queue.send_record(queue, failed(), kNow);
  with_queue.send_dead_letter(queue, failed(), kNow);
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[0].arn, queue);
  EXPECT_EQ(sent[0].message, destination_record(failed(), kNow).dump());
  EXPECT_TRUE(sent[0].attributes.empty());
  EXPECT_EQ(sent[1].message, R"({"key":1})");
  EXPECT_EQ(sent[1].attributes, dead_letter(failed()).at("MessageAttributes"));
  EXPECT_FALSE(std::filesystem::exists(folder_));
  with_queue.send_record("arn:aws:sqs:us-east-1:000000000000:elsewhere", failed(), kNow);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "sqs" / "elsewhere"));
}

TEST_F(Targets, ARecordThatCannotArriveIsReported) {
  auto unwilling =
      Destinations({.invoke = [](const auto&, const auto&) { throw std::runtime_error("no"); },
                    .put_object = {},
                    .folder = {},
                    .on_failed = [this](const auto& function, const auto& arn,
                                        auto) { lost_.push_back(function + " " + arn); }},
                   [] { return std::uint64_t{0}; });
  const std::vector<std::string> arns{"arn:aws:lambda:us-east-1:000000000000:function:g",
                                      "arn:aws:s3:::kept", "arn:aws:sqs:us-east-1:000000000000:q",
                                      "no arn"};
  std::vector<std::string> expected;
  for (const auto& arn : arns) {
    unwilling.send_record(arn, failed(), kNow);
    expected.push_back("f " + arn);
  }
  EXPECT_EQ(lost_, expected);
}

}  // namespace
}  // namespace shrike::local
