#include "handlers/pipeline/event_function.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handlers/modules/payload_limit.h"
#include "handlers/pipeline/record_batch.h"
#include "tests/unit/events/fixtures.h"
#include "tests/unit/pipeline/fakes.h"
#include "tests/unit/pipeline/scripted_handler.h"

namespace shrike {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using testing::UnorderedElementsAreArray;

constexpr std::uint64_t kMegabyte = 1'048'576;

/// Where so many threads meet; false for one who waited in vain.
class Meeting {
 public:
  explicit Meeting(int expected) : expected_(expected) {}

  [[nodiscard]] bool arrive() {
    std::unique_lock lock(mutex_);
    if (++arrived_ == expected_) changed_.notify_all();
    return changed_.wait_for(lock, std::chrono::seconds(60),
                             [this] { return arrived_ >= expected_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int expected_;
  int arrived_ = 0;
};

json notification(const std::vector<std::string>& keys) {
  json event = fixtures::event("s3-put");
  const json record = event["Records"][0];
  event["Records"] = json::array();
  for (const std::string& key : keys) {
    event["Records"].push_back(record);
    event["Records"].back()["s3"]["object"]["key"] = key;
  }
  return event;
}

class EventFunctionTest : public testing::Test {
 protected:
  EventFunctionTest() {
    context.request_id = "req-1";
    context.deadline = clock.time + std::chrono::seconds(10);
  }

  json invoke(const json& event) {
    const EventFunction function(handler, environment, logger, clock, memory_mb);
    return json::parse(function({event.dump()}, context).body);
  }
  json invoke_fixture(const std::string& name) { return invoke(fixtures::event(name)); }

  Error failure(const json& event) {
    try {
      (void)invoke(event);
    } catch (const Error& error) {
      return error;
    }
    return {ErrorKind::Bug, "none", ""};
  }

  void fail_on(const std::string& key, const Error& error) {
    handler.during = [key, error](const S3Record& record, const RecordScope&) {
      if (record.object.key.str() == key) throw Error(error);
    };
  }

  std::uint64_t memory_mb = 512;
  Environment environment = fixed_environment(
      {{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"}, {"AWS_SECRET_ACCESS_KEY", "secret"}});
  fakes::ScriptedHandler handler;
  fakes::StoppedClock clock;
  fakes::Lines lines;
  Logger logger{LogOptions{}, clock, lines.sink()};
  Context context;
};

const Error kThrottled{ErrorKind::Retry, "Service.Throttled", "slow down"};
const Error kNotFound{ErrorKind::Reject, "Object.NotFound", "404"};

TEST_F(EventFunctionTest, HandlesEveryShapeAndAnswersInItsForm) {
  EXPECT_EQ(invoke_fixture("s3-put"), json::parse(R"({"records":[
      {"bucket":"archive","key":"holiday/my photo+1.png","status":"done"}]})"));
  EXPECT_EQ(invoke_fixture("sns"), invoke_fixture("s3-put"));
  EXPECT_EQ(invoke_fixture("eventbridge-created")["done"], "holiday/my photo+1.png");
  EXPECT_EQ(invoke_fixture("direct"), json::parse(R"({"done":"holiday/my photo+1.png"})"));
  EXPECT_EQ(invoke_fixture("function-url-post")["statusCode"], 200);
  EXPECT_EQ(invoke_fixture("s3-batch-2")["results"][0]["resultCode"], "Succeeded");
  EXPECT_EQ(invoke_fixture("sqs-every-body"), json::parse(R"({"batchItemFailures":[]})"));
}

TEST_F(EventFunctionTest, AnswersWhoMayBeAStateMachineNoMoreThanAStateIsHanded) {
  const json face{{"Confidence", 99}, {"Landmarks", std::string(3000, 'x')}};
  handler.found["faces"] = json::array();
  for (int i = 0; i < 100; ++i) handler.found["faces"].push_back(face);
  for (const char* source : {"direct", "eventbridge-created"}) {
    const json answer = invoke_fixture(source);
    EXPECT_LE(answer.dump().size(), kMaxStateBytes + 1000) << source;
    EXPECT_EQ(answer["faces"].size(), 100U) << source;
    EXPECT_EQ(answer["leftOut"], json({"faces.Landmarks"})) << source;
  }
  const json whole = json::parse(std::string(invoke_fixture("function-url-post")["body"]));
  EXPECT_EQ(whole["faces"], handler.found["faces"]);

  handler.found = {{"metadataKey", "a.jpg/metadata.json"}, {"metadata", handler.found}};
  const json processed = invoke_fixture("direct");
  EXPECT_LE(processed.dump().size(), kMaxStateBytes + 1000);
  EXPECT_EQ(processed["metadata"]["leftOut"], json({"faces.Landmarks"}));
}

TEST_F(EventFunctionTest, PassesTheDeadlineLessAMarginAndTheTrace) {
  context.trace_id = "Root=1-2-3";
  handler.during = [&](const S3Record&, const RecordScope& scope) {
    EXPECT_EQ(scope.calls.trace_id, "Root=1-2-3");
    EXPECT_LT(scope.calls.deadline, context.deadline);
    EXPECT_EQ(scope.calls.credentials.access_key_id, "AKIDEXAMPLE");
    EXPECT_EQ(scope.request_id, "req-1");
  };
  invoke_fixture("direct");
  EXPECT_THAT(handler.begun(), SizeIs(1));
}

TEST_F(EventFunctionTest, HandlesRecordsAtTheSameTime) {
  Meeting meeting(3);
  handler.during = [&](const S3Record&, const RecordScope&) { EXPECT_TRUE(meeting.arrive()); };
  const json records = invoke(notification({"a", "b", "c"}))["records"];
  EXPECT_EQ(records[0]["key"], "a");
  EXPECT_EQ(records[2]["key"], "c");
}

TEST_F(EventFunctionTest, HandlesNoMoreRecordsAtOnceThanASmallFunctionHasRoomFor) {
  memory_mb = 128;
  const std::vector<std::string> keys{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
  invoke(notification(keys));
  EXPECT_THAT(handler.begun(), UnorderedElementsAreArray(keys));
  EXPECT_LE(handler.most_at_once(), static_cast<int>(records_at_once(memory_mb)));
}

TEST_F(EventFunctionTest, HandlesRecordsOfTheSameObjectInTheirOrder) {
  json event = notification({"a", "b", "a", "c", "a", "b", "a"});
  for (std::size_t index = 0; index < event["Records"].size(); ++index) {
    event["Records"][index]["s3"]["object"]["sequencer"] = "0" + std::to_string(index);
  }
  std::mutex mutex;
  std::map<std::string, std::vector<std::string>> seen;
  handler.during = [&](const S3Record& record, const RecordScope&) {
    const std::scoped_lock lock(mutex);
    seen[record.object.key.str()].push_back(record.sequencer);
  };
  invoke(event);
  EXPECT_THAT(seen["a"], ElementsAre("00", "02", "04", "06"));
  EXPECT_THAT(seen["b"], ElementsAre("01", "05"));
  EXPECT_FALSE(handler.same_at_once());
}

TEST_F(EventFunctionTest, FailsOneOfTenMessagesAlone) {
  fail_on("ten/7.png", kThrottled);
  EXPECT_EQ(invoke_fixture("sqs-ten"), json::parse(R"({"batchItemFailures":[
                {"itemIdentifier":"00000007-2bb4-41ea-8021-c0d0c7d3f2c9"}]})"));
  EXPECT_THAT(handler.begun(), SizeIs(10));
}

TEST_F(EventFunctionTest, LeavesAMessageThatCanNeverSucceed) {
  fail_on("ten/7.png", {ErrorKind::Reject, "Image.Corrupt", "half an image"});
  EXPECT_EQ(invoke_fixture("sqs-ten"), json::parse(R"({"batchItemFailures":[]})"));
  EXPECT_THAT(lines.all(), HasSubstr("Image.Corrupt"));
}

TEST_F(EventFunctionTest, StopsAFifoQueueAtItsFirstFailure) {
  fail_on("fifo/1.png", kThrottled);
  EXPECT_THAT(invoke_fixture("sqs-fifo")["batchItemFailures"], SizeIs(3));
  EXPECT_THAT(handler.begun(), ElementsAre("fifo/0.png", "fifo/1.png"));
  EXPECT_EQ(handler.most_at_once(), 1);
}

TEST_F(EventFunctionTest, GoesOnInAFifoQueueAfterWhatCanNeverSucceed) {
  fail_on("fifo/1.png", {ErrorKind::Reject, "Image.Corrupt", "half an image"});
  EXPECT_EQ(invoke_fixture("sqs-fifo"), json::parse(R"({"batchItemFailures":[]})"));
  EXPECT_THAT(handler.begun(), SizeIs(4));
}

TEST_F(EventFunctionTest, BringsBackWhatCouldNotBeginBeforeTheDeadline) {
  memory_mb = 32;  // one record after the other
  handler.during = [&](const S3Record& record, const RecordScope&) {
    if (record.object.key.str() == "ten/1.png") clock.time = context.deadline;
  };
  EXPECT_THAT(invoke_fixture("sqs-ten")["batchItemFailures"], SizeIs(8));
  EXPECT_THAT(handler.begun(), ElementsAre("ten/0.png", "ten/1.png"));
  EXPECT_THAT(lines.all(), HasSubstr("Function.DeadlineExceeded"));
  EXPECT_EQ(failure(fixtures::event("direct")).type(), "Function.DeadlineExceeded");
}

TEST_F(EventFunctionTest, HandlesARecordThatNeedsAllMemoryAfterTheOthersAlone) {
  handler.during = [&](const S3Record& record, const RecordScope& scope) {
    if (record.object.key.str() != "large") return;
    (void)scope.memory.for_decoding(400 * kMegabyte);
    EXPECT_FALSE(scope.memory.is_shared());
    EXPECT_THAT(handler.ended(), testing::IsSupersetOf({"a", "b", "c"}));
  };
  const json records = invoke(notification({"a", "large", "b", "large", "c"}))["records"];
  EXPECT_EQ(records[1]["status"], "done");
  EXPECT_EQ(records[3]["status"], "done");
  EXPECT_EQ(std::ranges::count(handler.begun(), "large"), 3);
  EXPECT_THAT(lines.all(), Not(HasSubstr("Function.NeedsAllMemory")));
}

TEST_F(EventFunctionTest, NeverHandsOutMoreMemoryThanThereIs) {
  std::atomic<std::uint64_t> held = 0;
  std::atomic<std::uint64_t> most = 0;
  handler.during = [&](const S3Record&, const RecordScope& scope) {
    constexpr std::uint64_t kDownload = 50 * kMegabyte;   // of 128 MB
    constexpr std::uint64_t kDecoding = 150 * kMegabyte;  // of 344 MB
    const MemoryHold download = scope.memory.for_download(kDownload);
    held += kDownload;
    {
      const MemoryHold decoding = scope.memory.for_decoding(kDecoding);
      held += kDecoding;
      std::uint64_t now = held;
      for (std::uint64_t before = most; before < now && !most.compare_exchange_weak(before, now);) {
      }
      held -= kDecoding;
    }
    held -= kDownload;
  };
  std::vector<std::string> keys;
  for (int index = 0; index < 40; ++index) keys.push_back("k" + std::to_string(index));
  EXPECT_THAT(invoke(notification(keys))["records"], SizeIs(40));
  EXPECT_LE(most, (2 * 50 + 2 * 150) * kMegabyte);
  EXPECT_THAT(handler.begun(), SizeIs(40));
}

TEST_F(EventFunctionTest, ReadsAnAbsentKeyTheOtherWay) {
  fail_on("holiday/my+photo%2B1.png", kNotFound);
  EXPECT_EQ(invoke_fixture("eventbridge-encoded-key")["done"], "holiday/my photo+1.png");
  EXPECT_THAT(handler.begun(), ElementsAre("holiday/my+photo%2B1.png", "holiday/my photo+1.png"));
  EXPECT_THAT(lines.all(), HasSubstr("another way"));
}

TEST_F(EventFunctionTest, ReadsAKeyTheOtherWayWhereItMayNotKnowWhatIsThere) {
  fail_on("holiday/my+photo+1.png", {ErrorKind::Reject, "Object.AccessDenied", "403"});
  EXPECT_EQ(invoke_fixture("s3-batch-2")["results"][0]["resultCode"], "Succeeded");
}

TEST_F(EventFunctionTest, TellsTheFirstErrorWhenNeitherReadingIsThere) {
  handler.during = [](const S3Record& record, const RecordScope&) {
    throw Error(ErrorKind::Reject, "Object.NotFound", record.object.key.str());
  };
  EXPECT_EQ(invoke_fixture("s3-batch-2")["results"][0],
            json::parse(R"({"taskId":"dGFza2lkZ29lc2hlcmUK","resultCode":"PermanentFailure",
                            "resultString":"Object.NotFound: holiday/my+photo+1.png"})"));
}

TEST_F(EventFunctionTest, ReadsARemovedKeyAsItIs) {
  fail_on("holiday/my photo+1.png", kNotFound);
  invoke_fixture("eventbridge-deleted");
  EXPECT_THAT(handler.begun(), ElementsAre("holiday/my photo+1.png"));
}

TEST_F(EventFunctionTest, KeepsOtherEventsToItself) {
  EXPECT_EQ(invoke_fixture("s3-tagging"), json::parse(R"({"records":[{"bucket":"archive",
      "key":"holiday/my photo+1.png","event":"ObjectTagging:Put","status":"acknowledged"}]})"));
  EXPECT_TRUE(handler.begun().empty());
}

TEST_F(EventFunctionTest, NotesTestEventsWithinMessages) {
  invoke_fixture("sqs-every-body");
  EXPECT_THAT(lines.all(), HasSubstr("S3 tests the notification"));
}

TEST_F(EventFunctionTest, AnswersSourcesThatMustNotBeThrownAt) {
  environment = fixed_environment({});
  EXPECT_EQ(invoke_fixture("s3-batch-1")["results"][0]["resultCode"], "PermanentFailure");
  EXPECT_EQ(invoke_fixture("function-url-get")["statusCode"], 500);
  EXPECT_THAT(invoke_fixture("sqs-ten")["batchItemFailures"], SizeIs(10));
  EXPECT_EQ(failure(fixtures::event("direct")).type(), "Credentials.Missing");
}

TEST_F(EventFunctionTest, TakesWhateverAHandlerThrows) {
  handler.during = [](const S3Record& record, const RecordScope&) {
    if (record.object.key.str() == "a") throw 7;
    if (record.object.key.str() == "b") throw std::bad_alloc();
  };
  const Error error = failure(notification({"a", "b", "c"}));
  EXPECT_EQ(error.kind(), ErrorKind::Bug);
  EXPECT_THAT(error.message(), HasSubstr("2 of 3"));
  EXPECT_THAT(lines.all(), HasSubstr("Function.UnknownException"));
  EXPECT_THAT(handler.begun(), UnorderedElementsAre("a", "b", "c"));
}

TEST_F(EventFunctionTest, AnswersAStepThatEventBridgeStartedAsItsWorkflowDemands) {
  handler.step = true;
  EXPECT_EQ(invoke_fixture("eventbridge-created"),
            json::parse(R"({"done":"holiday/my photo+1.png"})"));
  handler.during = [](const S3Record&, const RecordScope&) {
    throw Error(ErrorKind::Reject, "Image.Unsupported", "a text");
  };
  EXPECT_EQ(failure(fixtures::event("eventbridge-created")).type(), "Image.Unsupported");
}

TEST_F(EventFunctionTest, ThrowsARefusalAtACallerWhoWaits) {
  fail_on("holiday/my photo+1.png", {ErrorKind::Ignore, "Event.Outdated", "late"});
  EXPECT_EQ(failure(fixtures::event("direct")).type(), "Event.Outdated");
  EXPECT_EQ(invoke_fixture("rest-api-get")["statusCode"], 409);
  EXPECT_EQ(invoke_fixture("s3-put")["records"][0]["status"], "ignored");
}

}  // namespace
}  // namespace shrike
