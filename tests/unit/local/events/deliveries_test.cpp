#include "infra/local/events/deliveries.h"

#include <mutex>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infra/local/aws_fault.h"
#include "infra/local/http_server.h"

namespace shrike::local {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// What a service would be asked, in order; it answers with a queue's URL, which the others ignore.
class DeliveriesTest : public testing::Test {
 protected:
  ServiceClient services() const {
    return {"http://127.0.0.1:" + std::to_string(server_.port()), "us-east-1", {"id", "key", ""}};
  }

  ServerResponse answer(ServerRequest& request) {
    const std::scoped_lock lock(mutex_);
    const auto body = read_all(request.body, 1'000'000);
    asked_.push_back(std::string(request.headers.find("x-amz-target").value_or("query")) + " " +
                     body);
    return {.status = status_, .headers = {}, .body = R"({"QueueUrl":"http://q/1/jobs"})"};
  }

  std::mutex mutex_;
  int status_ = 200;
  std::vector<std::string> asked_;
  std::vector<std::string> invoked_;
  std::vector<std::string> logged_;
  HttpServer server_{0, [this](ServerRequest& request) { return answer(request); }};
  Deliveries deliveries_{{.invoke =
                              [this](const std::string& arn, const std::string& event) {
                                if (arn.ends_with(":gone"))
                                  throw AwsFault(404, "ResourceNotFoundException", "gone");
                                invoked_.push_back(arn + " " + event);
                              },
                          .services = [this] { return services(); },
                          .log = [this](std::string_view line) { logged_.emplace_back(line); }}};
};

TEST_F(DeliveriesTest, GoToEachKindOfTarget) {
  deliveries_.submit({.target_arn = "arn:aws:lambda:us-east-1:0:function:f", .event = "1"});
  deliveries_.submit({.target_arn = "arn:aws:sqs:us-east-1:0:jobs", .event = "{\"n\":2}"});
  deliveries_.submit(
      {.target_arn = "arn:aws:sns:us-east-1:0:news", .event = "3", .subject = "S 3"});
  deliveries_.submit(
      {.target_arn = "arn:aws:states:us-east-1:0:stateMachine:m", .event = "4", .id = "e-4"});
  deliveries_.wait_until_idle();
  EXPECT_THAT(invoked_, ElementsAre("arn:aws:lambda:us-east-1:0:function:f 1"));
  EXPECT_THAT(
      asked_,
      ElementsAre(
          R"(AmazonSQS.GetQueueUrl {"QueueName":"jobs"})",
          R"(AmazonSQS.SendMessage {"MessageBody":"{\"n\":2}","QueueUrl":"http://q/1/jobs"})",
          "query Action=Publish&Version=2010-03-31&Message=3&Subject=S%203"
          "&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A0%3Anews",
          R"(AWSStepFunctions.StartExecution {"input":"4","name":"e-4",)"
          R"("stateMachineArn":"arn:aws:states:us-east-1:0:stateMachine:m"})"));
  EXPECT_TRUE(logged_.empty());
}

TEST_F(DeliveriesTest, BringAMessagesAttributes) {
  const nlohmann::json attributes{{"Code", {{"DataType", "Number"}, {"StringValue", "200"}}}};
  deliveries_.submit(
      {.target_arn = "arn:aws:sqs:us-east-1:0:jobs", .event = "1", .attributes = attributes});
  deliveries_.submit(
      {.target_arn = "arn:aws:sns:us-east-1:0:news", .event = "2", .attributes = attributes});
  deliveries_.wait_until_idle();
  EXPECT_THAT(
      asked_,
      ElementsAre(
          R"(AmazonSQS.GetQueueUrl {"QueueName":"jobs"})",
          R"(AmazonSQS.SendMessage {"MessageAttributes":{"Code":{"DataType":"Number",)"
          R"("StringValue":"200"}},"MessageBody":"1","QueueUrl":"http://q/1/jobs"})",
          "query Action=Publish&Version=2010-03-31&Message=2"
          "&MessageAttributes.entry.1.Name=Code&MessageAttributes.entry.1.Value.DataType=Number"
          "&MessageAttributes.entry.1.Value.StringValue=200"
          "&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A0%3Anews"));
}

TEST_F(DeliveriesTest, ThatFailAreLoggedAndTheNextOneGoesOn) {
  status_ = 400;
  deliveries_.submit({.target_arn = "arn:aws:sqs:us-east-1:0:jobs", .event = "1"});
  deliveries_.submit({.target_arn = "arn:aws:kinesis:us-east-1:0:stream/s", .event = "2"});
  deliveries_.submit({.target_arn = "nobody", .event = "3"});
  deliveries_.wait_until_idle();
  EXPECT_THAT(logged_, ElementsAre(HasSubstr("No event went to arn:aws:sqs:us-east-1:0:jobs"),
                                   HasSubstr("nothing here takes events"), HasSubstr("no ARN")));
}

TEST_F(DeliveriesTest, ToAFunctionThatIsGoneAreLoggedAndCostTheSenderNothing) {
  deliveries_.submit({.target_arn = "arn:aws:lambda:us-east-1:0:function:gone", .event = "1"});
  deliveries_.submit({.target_arn = "arn:aws:lambda:us-east-1:0:function:f", .event = "2"});
  EXPECT_THAT(logged_,
              ElementsAre("No event went to arn:aws:lambda:us-east-1:0:function:gone: gone"));
  EXPECT_THAT(invoked_, ElementsAre("arn:aws:lambda:us-east-1:0:function:f 2"));
}

TEST_F(DeliveriesTest, ThatWaitAreDroppedWhenTheyStop) {
  deliveries_.stop();
  deliveries_.submit({.target_arn = "arn:aws:sqs:us-east-1:0:jobs", .event = "1"});
  deliveries_.stop();
  deliveries_.wait_until_idle();
  EXPECT_TRUE(asked_.empty());
}

}  // namespace
}  // namespace shrike::local
