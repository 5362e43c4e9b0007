#include "handlers/events/answer.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handlers/events/bounded_json.h"
#include "tests/unit/events/fixtures.h"

namespace shrike {
namespace {

using fixtures::parsed;
using nlohmann::json;
using testing::HasSubstr;

const Error kThrottled{ErrorKind::Retry, "Service.Throttled", "slow down"};
const Error kNoBucket{ErrorKind::Reject, "Bucket.NotFound", "no bucket"};
const Error kCorrupt{ErrorKind::Reject, "Image.Corrupt", "half an image"};
const Error kOutdated{ErrorKind::Ignore, "Event.Outdated", "a later one was there"};
const Error kBug{ErrorKind::Bug, "Function.UnhandledException", "/src/secret.cpp:7"};

RecordOutcome done(json document = {{"labels", 2}}) {
  return {.summary = {{"status", "processed"}}, .document = std::move(document)};
}

RecordOutcome refused(const Error& error) {
  return {.summary = {{"status", "refused"}}, .error = error};
}

RecordOutcome failed(const Error& error) {
  return {.summary = {{"status", "failed"}}, .error = error, .deliver_again = true};
}

Event event_of(EventSource source) { return {.source = source, .items = {EventItem{}}}; }

json answer_to(EventSource source, std::vector<RecordOutcome> records) {
  return json::parse(answer(event_of(source), {{std::move(records)}}));
}

Error thrown(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    return error;
  }
  return {ErrorKind::Bug, "none", ""};
}

Error error_to(EventSource source, const std::vector<RecordOutcome>& records) {
  return thrown([&] { (void)answer_to(source, records); });
}

constexpr EventSource kNotifying[] = {EventSource::S3, EventSource::Sns, EventSource::EventBridge};

TEST(Answer, ListsWhatBecameOfTheRecordsOfANotification) {
  for (const EventSource source : {EventSource::S3, EventSource::Sns}) {
    EXPECT_EQ(answer_to(source, {refused(kCorrupt), done()}),
              json::parse(R"({"records":[{"status":"refused"},{"status":"processed"}]})"));
    EXPECT_EQ(answer_to(source, {}), json::parse(R"({"records":[]})"));
  }
}

TEST(Answer, ListsTheRecordsOfAllMessagesOfATopic) {
  const Event event{.source = EventSource::Sns, .items = {EventItem{}, EventItem{}}};
  EXPECT_EQ(answer(event, {{{done()}}, {{done()}}}),
            R"({"records":[{"status":"processed"},{"status":"processed"}]})");
}

TEST(Answer, ThrowsWhereARecordOfANotificationIsToComeAgain) {
  for (const EventSource source : kNotifying) {
    const Error error = error_to(source, {failed(kThrottled)});
    EXPECT_EQ(error.type(), "Service.Throttled");
    EXPECT_EQ(error.message(), "slow down");
    EXPECT_TRUE(error.retryable());
  }
}

TEST(Answer, TellsOfSeveralFailuresOneThatARetryCanHelp) {
  const Error error =
      error_to(EventSource::S3, {failed(kNoBucket), done(), failed(kThrottled), refused(kCorrupt)});
  EXPECT_EQ(error.type(), "Service.Throttled");
  EXPECT_EQ(error.message(), "2 of 4 records failed: slow down");
}

TEST(Answer, GivesEventBridgeTheDocumentAsWell) {
  EXPECT_EQ(answer_to(EventSource::EventBridge, {done()}),
            json::parse(R"({"labels":2,"records":[{"status":"processed"}]})"));
  EXPECT_EQ(answer_to(EventSource::EventBridge, {refused(kCorrupt)}),
            json::parse(R"({"records":[{"status":"refused"}]})"));
}

TEST(Answer, AcknowledgesTheTestEvent) {
  EXPECT_EQ(answer_to(EventSource::S3Test, {}), json::parse(R"({"status":"acknowledged"})"));
}

TEST(Answer, CutsANotificationsAnswerThatLambdaCannotCarry) {
  RecordOutcome long_one = done();
  long_one.summary["key"] = std::string(kMaxPayloadBytes, 'k');
  EXPECT_EQ(answer_to(EventSource::S3, {long_one}), json::parse(R"({"truncated":true})"));
}

TEST(Answer, WritesKeysThatAreNoUtf8) {
  RecordOutcome strange = done({{"key", "a\xFF"}});
  strange.summary["key"] = "b\xFF";
  EXPECT_THAT(answer(event_of(EventSource::S3), {{{strange}}}), HasSubstr("b\xEF\xBF\xBD"));
  EXPECT_THAT(answer(event_of(EventSource::Direct), {{{strange}}}), HasSubstr("a\xEF\xBF\xBD"));
  EXPECT_THAT(answer(event_of(EventSource::Http), {{{strange}}}), HasSubstr("a\xEF\xBF\xBD"));
}

TEST(Answer, IsTheDocumentOfADirectInvocation) {
  EXPECT_EQ(answer_to(EventSource::Direct, {done()}), json::parse(R"({"labels":2})"));
}

TEST(Answer, ThrowsADirectInvocationsErrorWhateverItsKind) {
  for (const RecordOutcome& outcome :
       {failed(kThrottled), refused(kCorrupt), refused(kOutdated), failed(kBug)}) {
    const Error error = error_to(EventSource::Direct, {outcome});
    EXPECT_EQ(error.type(), outcome.error->type());
    EXPECT_EQ(error.message(), outcome.error->message());
  }
}

TEST(Answer, ThrowsWhereADirectInvocationsDocumentIsTooLong) {
  EXPECT_EQ(
      error_to(EventSource::Direct, {done({{"x", std::string(kMaxPayloadBytes, 'x')}})}).type(),
      "Function.ResponseSizeTooLarge");
}

// Queues

std::vector<std::string> brought_back(const Event& event,
                                      const std::vector<ItemOutcome>& outcomes) {
  const json document = json::parse(answer(event, outcomes));
  EXPECT_EQ(document.size(), 1U);
  std::vector<std::string> ids;
  for (const json& failure : document.at("batchItemFailures")) {
    EXPECT_EQ(failure.size(), 1U);
    ids.push_back(failure.at("itemIdentifier").get<std::string>().substr(0, 8));
  }
  return ids;
}

TEST(Answer, BringsBackTheMessagesOfAQueueThatMaySucceedLater) {
  const Event event = parsed(std::string("sqs-ten"));
  std::vector<ItemOutcome> outcomes(10, ItemOutcome{{done()}});
  outcomes[3] = {{done(), failed(kThrottled)}};
  outcomes[7] = {{failed(kNoBucket)}};
  EXPECT_EQ(brought_back(event, outcomes), (std::vector<std::string>{"00000003", "00000007"}));
}

TEST(Answer, LeavesWhatCanNeverSucceedOutOfAQueue) {
  const Event event = parsed(std::string("sqs-ten"));
  std::vector<ItemOutcome> outcomes(10, ItemOutcome{{refused(kCorrupt)}});
  outcomes[2] = {{refused(kOutdated)}};
  outcomes[4] = {};
  EXPECT_EQ(answer(event, outcomes), R"({"batchItemFailures":[]})");
}

TEST(Answer, BringsBackAllOfAFifoQueueFromTheFirstFailureOn) {
  const Event event = parsed(std::string("sqs-fifo"));
  const std::vector<std::string> from_second{"00000001", "00000002", "00000003"};
  EXPECT_EQ(brought_back(event, {{{refused(kCorrupt)}}, {{failed(kThrottled)}}}), from_second);
  EXPECT_EQ(brought_back(event, {{{done()}}, {{failed(kThrottled)}}, {{done()}}, {{done()}}}),
            from_second);
  EXPECT_TRUE(brought_back(event, std::vector<ItemOutcome>(4, {{done()}})).empty());
}

TEST(Answer, BringsBackWhatWasNotBegun) {
  const Event event = parsed(std::string("sqs-ten"));
  EXPECT_EQ(brought_back(event, std::vector<ItemOutcome>(8, {{done()}})),
            (std::vector<std::string>{"00000008", "00000009"}));
}

TEST(Answer, NeverNamesAMessageByAnEmptyId) {
  json batch = fixtures::event("sqs-ten");
  batch["Records"][0].erase("messageId");
  const std::vector<ItemOutcome> outcomes(10, ItemOutcome{{failed(kThrottled)}});
  EXPECT_EQ(brought_back(parsed(batch), outcomes).size(), 9U);
}

// S3 Batch Operations

json result_of(const RecordOutcome& outcome) {
  const Event event = parsed(std::string("s3-batch-1"));
  return json::parse(answer(event, {{{outcome}}})).at("results").at(0);
}

TEST(Answer, EchoesWhatABatchJobSent) {
  for (const std::string version : {"1", "2"}) {
    const Event event = parsed("s3-batch-" + version);
    EXPECT_EQ(json::parse(answer(event, {{{done()}}})),
              json::parse(R"({"invocationSchemaVersion":")" + version + R"(.0",
                "treatMissingKeysAs":"PermanentFailure",
                "invocationId":"YXNkbGZqYWRmaiBhc2RmdW9hZHNmZGpmaGFzbGtkaGZza2RmaAo",
                "results":[{"taskId":"dGFza2lkZ29lc2hlcmUK","resultCode":"Succeeded",
                            "resultString":"{\"status\":\"processed\"}"}]})"));
  }
}

TEST(Answer, TellsABatchJobWhetherAnotherTryHelps) {
  const std::pair<RecordOutcome, const char*> rows[] = {
      {done(), "Succeeded"},
      {refused(kOutdated), "Succeeded"},
      {failed(kThrottled), "TemporaryFailure"},
      {refused(kCorrupt), "PermanentFailure"},
      {failed(kNoBucket), "PermanentFailure"},
      {failed(kBug), "PermanentFailure"},
  };
  for (const auto& [outcome, code] : rows) {
    EXPECT_EQ(result_of(outcome)["resultCode"], code) << outcome.summary.dump();
  }
  EXPECT_EQ(result_of(refused(kCorrupt))["resultString"], "Image.Corrupt: half an image");
}

TEST(Answer, BoundsWhatABatchJobsReportHolds) {
  std::string accents;
  while (accents.size() < 3000) accents += "é";
  const json failure = result_of(refused({ErrorKind::Reject, "Image.X", accents}));
  const auto text = failure["resultString"].get<std::string>();
  EXPECT_LE(text.size(), 1024U);
  EXPECT_GT(text.size(), 1020U);
  EXPECT_TRUE(text.ends_with("é"));
  RecordOutcome long_one = done();
  long_one.summary["key"] = accents;
  EXPECT_EQ(result_of(long_one)["resultString"], "done");
}

TEST(Answer, AnswersForEachTaskWithAnId) {
  json batch = fixtures::event("s3-batch-1");
  batch["tasks"].push_back(batch["tasks"][0]);
  batch["tasks"][0].erase("taskId");
  const json results = json::parse(
      answer(parsed(batch), {{{refused(kCorrupt)}}, {{failed(kThrottled)}}}))["results"];
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0]["resultCode"], "TemporaryFailure");
}

// HTTP

json http_answer(const RecordOutcome& outcome) { return answer_to(EventSource::Http, {outcome}); }

TEST(Answer, IsTheDocumentInAnHttpBody) {
  EXPECT_EQ(http_answer(done()), json::parse(R"({"statusCode":200,"headers":{
      "Content-Type":"application/json","Access-Control-Allow-Origin":"*"},
      "body":"{\"labels\":2}","isBase64Encoded":false})"));
}

TEST(Answer, IsTheDocumentWhereThatIsAnHttpAnswerItself) {
  const json document{{"statusCode", 200}, {"body", "[]"}};
  EXPECT_EQ(http_answer(done(document)), document);
}

TEST(Answer, IsAnErrorInAnHttpBody) {
  EXPECT_EQ(http_answer(refused(kCorrupt)), json::parse(R"({"statusCode":422,"headers":{
      "Content-Type":"application/json","Access-Control-Allow-Origin":"*"},
      "body":"{\"errorMessage\":\"half an image\",\"errorType\":\"Image.Corrupt\"}",
      "isBase64Encoded":false})"));
}

TEST(Answer, HasAnHttpStatusForEachKindOfError) {
  const std::tuple<ErrorKind, const char*, int> rows[] = {
      {ErrorKind::Reject, "Event.Malformed", 400},
      {ErrorKind::Reject, "Event.OwnOutput", 400},
      {ErrorKind::Reject, "Event.UnexpectedBucket", 403},
      {ErrorKind::Reject, "Object.AccessDenied", 403},
      {ErrorKind::Reject, "Object.NotFound", 404},
      {ErrorKind::Reject, "Bucket.NotFound", 404},
      {ErrorKind::Reject, "Event.MethodNotAllowed", 405},
      {ErrorKind::Ignore, "Event.Outdated", 409},
      {ErrorKind::Reject, "Event.TooLarge", 413},
      {ErrorKind::Reject, "Object.TooLarge", 413},
      {ErrorKind::Reject, "Image.TooLarge", 413},
      {ErrorKind::Reject, "Image.Unsupported", 415},
      {ErrorKind::Reject, "Image.Corrupt", 422},
      {ErrorKind::Reject, "Object.KeyTooLong", 422},
      {ErrorKind::Reject, "Rekognition.AccessDeniedException", 500},
      {ErrorKind::Bug, "Function.UnhandledException", 500},
      {ErrorKind::Retry, "Service.Throttled", 503},
      {ErrorKind::Retry, "Object.Changed", 503},
  };
  for (const auto& [kind, type, status] : rows) {
    EXPECT_EQ(http_answer(refused({kind, type, "why"}))["statusCode"], status) << type;
  }
}

TEST(Answer, SaysWhenToComeBackAndWhatIsAllowed) {
  EXPECT_EQ(http_answer(failed(kThrottled))["headers"]["Retry-After"], "1");
  EXPECT_EQ(
      http_answer(refused({ErrorKind::Reject, "Event.MethodNotAllowed", ""}))["headers"]["Allow"],
      "GET, POST, OPTIONS");
}

TEST(Answer, KeepsABugsMessageFromStrangers) {
  const json body = json::parse(http_answer(failed(kBug))["body"].get<std::string>());
  EXPECT_EQ(body["errorType"], "Function.UnhandledException");
  EXPECT_EQ(body["errorMessage"], "The function failed; its log says why");
}

TEST(Answer, AllowsABrowserToAsk) {
  const json preflight = answer_to(EventSource::Http, {});
  EXPECT_EQ(preflight["statusCode"], 204);
  EXPECT_EQ(preflight["body"], "");
  EXPECT_EQ(preflight["headers"]["Access-Control-Allow-Origin"], "*");
  EXPECT_EQ(preflight["headers"]["Access-Control-Allow-Methods"], "GET, POST, OPTIONS");
  EXPECT_THAT(preflight["headers"]["Access-Control-Allow-Headers"].get<std::string>(),
              HasSubstr("Content-Type"));
}

TEST(Answer, RefusesAnHttpBodyThatLambdaCannotCarry) {
  const json failure = http_answer(done({{"x", std::string(kMaxPayloadBytes, 'x')}}));
  EXPECT_EQ(failure["statusCode"], 500);
  EXPECT_THAT(failure["body"].get<std::string>(), HasSubstr("Function.ResponseSizeTooLarge"));
}

}  // namespace
}  // namespace shrike
