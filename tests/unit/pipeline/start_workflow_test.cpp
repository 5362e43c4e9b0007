#include "handlers/pipeline/start_workflow.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/pipeline/entry_fakes.h"

namespace shrike {
namespace {

using fakes::created;
using nlohmann::json;

class StartWorkflow : public testing::Test {
 protected:
  StartWorkflow() { config.state_machine_arn = "arn"; }

  json start(const S3Record& record, const std::string& request_id = "req-1") {
    StartWorkflowHandler handler(config, state_machine);
    return handler.handle(record, {calls, request_id}).document;
  }

  Config config;
  CallScope calls;
  fakes::MemoryStateMachine state_machine;
};

TEST_F(StartWorkflow, StartsAnExecutionWithWhatTheEventSays) {
  S3Record record = created("party/photo 1.jpg", "0055", "v1");
  record.size = 7;
  const json document = start(record);
  ASSERT_EQ(state_machine.executions.size(), 1U);
  const auto& [name, input] = *state_machine.executions.begin();
  EXPECT_EQ(name.size(), 64U);
  EXPECT_EQ(name.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(input, json::parse(R"({"bucket":"uploads","key":"party/photo 1.jpg","version":"v1",
      "sequencer":"0055","etag":"etag of 0055","size":7})"));
  EXPECT_EQ(document, (json{{"bucket", "uploads"},
                            {"key", "party/photo 1.jpg"},
                            {"versionId", "v1"},
                            {"status", "started"},
                            {"execution", name},
                            {"executionArn", "arn of " + name}}));
  EXPECT_EQ(state_machine.arns, std::vector<std::string>{"arn"});
}

TEST_F(StartWorkflow, LeavesOutWhatTheEventDoesNotSay) {
  S3Record record;
  record.action = EventAction::Created;
  record.object = {BucketName("uploads"), ObjectKey("a.jpg"), {}};
  start(record);
  EXPECT_EQ(state_machine.executions.begin()->second,
            json::parse(R"({"bucket":"uploads","key":"a.jpg"})"));
}

TEST_F(StartWorkflow, StartsNothingTwiceForADuplicate) {
  start(created("a.jpg", "05"));
  const json document = start(created("a.jpg", "05"), "req-2");
  EXPECT_EQ(document["status"], "already-started");
  EXPECT_FALSE(document.contains("executionArn"));
  EXPECT_EQ(state_machine.executions.size(), 1U);
}

TEST_F(StartWorkflow, TellsEventsApart) {
  const S3Record records[] = {created("a.jpg", "05"),         created("a.jpg", "06"),
                              created("b.jpg", "05"),         created("a.jpg", "05", "v1"),
                              created("a.jpg", "05", "v2"),   created("a.jpg", "", "v1"),
                              created("a.jpg", "06", "null"), created("a.jpg", "07", "null")};
  std::set<std::string> names;
  for (const S3Record& record : records) names.insert(execution_of(record, "arn", "r").name);
  EXPECT_EQ(names.size(), std::size(records));
}

TEST_F(StartWorkflow, TakesEachRequestWithoutAnEventForOne) {
  const S3Record asked = created("a.jpg", "");
  start(asked, "req-1");
  EXPECT_EQ(start(asked, "req-1")["status"], "already-started");
  EXPECT_EQ(start(asked, "req-2")["status"], "started");
}

TEST_F(StartWorkflow, AcknowledgesRemovals) {
  StartWorkflowHandler handler(config, state_machine);
  const RecordResult result = handler.handle(fakes::removed("a.jpg", "06"), {calls, "req"});
  EXPECT_EQ(result.summary["status"], "acknowledged");
  EXPECT_TRUE(state_machine.executions.empty());
}

TEST_F(StartWorkflow, RefusesAKeyThatNoInputCanCarry) {
  StartWorkflowHandler handler(config, state_machine);
  EXPECT_EQ(fakes::failure_of(handler, created("a\xff.jpg", "05"), {calls, "req"}),
            "Object.NameInvalid");
}

}  // namespace
}  // namespace shrike
