// Each field of each kind of event replaced by each wrong type of JSON: what comes out is a typed
// refusal, or an answer of the form that the source demands.
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "handlers/events/answer.h"
#include "tests/unit/events/fixtures.h"

namespace shrike {
namespace {

using nlohmann::json;

std::vector<json> wrong_values() {
  std::vector<json> values{nullptr,
                           true,
                           0,
                           -1,
                           1.5,
                           1e300,
                           "",
                           "x",
                           "\r\nx-amz-acl: public-read",
                           json::array(),
                           json::object(),
                           json::array({json::object()}),
                           json{{"x", 1}},
                           std::string(2000, '%')};
  json deep = json::array();
  for (int depth = 0; depth < 40; ++depth) deep = json::array({deep});
  values.push_back(std::move(deep));
  return values;
}

/// What would come of the event if all its records could be handled.
std::vector<ItemOutcome> outcomes_of(const Event& event) {
  std::vector<ItemOutcome> outcomes;
  for (const EventItem& item : event.items) {
    ItemOutcome& outcome = outcomes.emplace_back();
    for (const Error& error : item.malformed) {
      EXPECT_EQ(error.kind(), ErrorKind::Reject);
      EXPECT_TRUE(error.type().starts_with("Event.")) << error.type();
      outcome.records.push_back({.summary = json::object(), .error = error});
    }
    for (const S3Record& record : item.records) {
      EXPECT_FALSE(record.object.bucket.empty());
      EXPECT_FALSE(record.object.key.empty());
      EXPECT_EQ(record.sequencer.find('\n'), std::string::npos);
      outcome.records.push_back({.summary = json::object(), .document = json::object()});
    }
  }
  return outcomes;
}

void expect_demanded_form(const Event& event, const json& text) {
  switch (event.source) {
    case EventSource::S3:
    case EventSource::Sns:
    case EventSource::EventBridge:
      EXPECT_TRUE(text.at("records").is_array());
      return;
    case EventSource::Sqs:
    case EventSource::SqsFifo:
      EXPECT_EQ(text, json::parse(R"({"batchItemFailures":[]})"));
      return;
    case EventSource::S3Batch:
      EXPECT_EQ(text.size(), 4U);
      for (const json& result : text.at("results")) {
        EXPECT_FALSE(result.at("taskId").get_ref<const std::string&>().empty());
      }
      return;
    case EventSource::Http:
      EXPECT_TRUE(text.at("statusCode").is_number_integer());
      EXPECT_TRUE(text.at("body").is_string());
      return;
    case EventSource::S3Test:
      EXPECT_EQ(text, json::parse(R"({"status":"acknowledged"})"));
      return;
    case EventSource::Direct:
      EXPECT_TRUE(text.is_object());
      return;
  }
}

void expect_refusal_or_answer(const std::string& payload) {
  try {
    const Event event = parse_event(payload);
    expect_demanded_form(event, json::parse(answer(event, outcomes_of(event))));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
    EXPECT_TRUE(error.type().starts_with("Event.")) << error.type();
  }
}

/// With one record, since the others are built alike.
json short_event(const std::string& name) {
  json event = fixtures::event(name);
  if (event.contains("Records")) event["Records"] = json::array({event["Records"][0]});
  return event;
}

/// The event in every envelope that could carry it.
std::vector<std::string> wrapped(const json& event) {
  json queue = short_event("sqs-ten");
  queue["Records"][0]["body"] = event.dump();
  json topic = short_event("sns");
  topic["Records"][0]["Sns"]["Message"] = event.dump();
  json both = queue;
  both["Records"][0]["body"] = json{{"Type", "Notification"}, {"Message", event.dump()}}.dump();
  return {event.dump(), queue.dump(), topic.dump(), both.dump()};
}

class HostileFixture : public testing::TestWithParam<std::string> {};

TEST_P(HostileFixture, IsRefusedOrAnsweredWhateverAFieldHolds) {
  const json original = short_event(GetParam());
  const json fields = original.flatten();
  ASSERT_FALSE(fields.empty());
  std::set<std::string> places;
  for (const auto& [path, value] : fields.items()) {
    // The field itself and all that hold it.
    for (json::json_pointer place(path); !place.empty(); place.pop_back()) {
      places.insert(place.to_string());
    }
  }
  const auto wrong = wrong_values();
  for (const std::string& place : places) {
    for (const json& value : wrong) {
      json event = original;
      event[json::json_pointer(place)] = value;
      SCOPED_TRACE(place + " = " + value.dump().substr(0, 40));
      expect_refusal_or_answer(event.dump());
    }
  }
}

TEST_P(HostileFixture, IsRefusedOrAnsweredWhereverAFieldIsMissing) {
  const json original = short_event(GetParam());
  const json fields = original.flatten();
  for (const auto& [path, value] : fields.items()) {
    const json::json_pointer place(path);
    json event = original;
    json& parent = event[place.parent_pointer()];
    if (!parent.is_object()) continue;
    parent.erase(place.back());
    SCOPED_TRACE(path);
    for (const std::string& payload : wrapped(event)) expect_refusal_or_answer(payload);
  }
}

TEST_P(HostileFixture, IsRefusedOrAnsweredWhereverItEnds) {
  const std::string whole = short_event(GetParam()).dump();
  const std::size_t step = 1 + whole.size() / 200;
  for (std::size_t length = 0; length < whole.size(); length += step) {
    expect_refusal_or_answer(whole.substr(0, length));
  }
}

INSTANTIATE_TEST_SUITE_P(Events, HostileFixture, testing::ValuesIn(fixtures::names()),
                         [](const auto& row) {
                           std::string name = row.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST(HostileEvent, IsRefusedBeyondLambdasLimit) {
  expect_refusal_or_answer(R"({"bucket":"photos","key":")" + std::string(7'000'000, 'k') + "\"}");
}

TEST(HostileEvent, IsAnsweredWithManyMessages) {
  json batch = fixtures::event("sqs-ten");
  const json message = batch["Records"][0];
  for (int count = 0; count < 500; ++count) batch["Records"].push_back(message);
  expect_refusal_or_answer(batch.dump());
}

}  // namespace
}  // namespace shrike
