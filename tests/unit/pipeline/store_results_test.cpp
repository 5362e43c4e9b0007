#include "handlers/pipeline/store_results.h"

#include <string>

#include <gtest/gtest.h>

#include "runtime/error.h"
#include "tests/unit/pipeline/entry_fakes.h"

namespace shrike {
namespace {

using nlohmann::json;

class StoreResults : public testing::Test {
 protected:
  StoreResults() {
    config.results_bucket = BucketName("findings");
    context.deadline = world.clock.time + std::chrono::seconds(10);
  }

  json invoke(const std::string& payload) {
    const StoreResultsFunction function(config, environment,
                                        {world.store, topic, world.clock, world.logger});
    return json::parse(function({payload}, context).body);
  }
  json store(const json& input) { return invoke(input.dump()); }

  std::string failure(const std::string& payload) {
    try {
      invoke(payload);
      return "none";
    } catch (const Error& error) {
      return error.type();
    }
  }

  static json recognition(const std::string& sequencer, const std::string& label) {
    json input{{"bucket", "uploads"},
               {"key", "party/photo 1.jpg"},
               {"labels", json::array({{{"Name", label}}})}};
    if (!sequencer.empty()) input["sequencer"] = sequencer;
    return input;
  }

  [[nodiscard]] json stored() const {
    return json::parse(world.store.bytes("findings", "party/photo 1.jpg/recognition.json"));
  }

  Config config;
  Environment environment = fixed_environment(
      {{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"}, {"AWS_SECRET_ACCESS_KEY", "secret"}});
  fakes::ScriptedRecognition recognition_service;
  fakes::HandlerWorld world{recognition_service};
  fakes::MemoryTopic topic;
  Context context;
};

TEST_F(StoreResults, PutsTheResultUnderTheImagesKey) {
  EXPECT_EQ(store(recognition("05", "Dog")),
            json::parse(R"({"bucket":"findings","key":"party/photo 1.jpg/recognition.json",
                "status":"stored"})"));
  EXPECT_EQ(stored()["labels"][0]["Name"], "Dog");
  EXPECT_EQ(stored()["source"]["sequencer"], "05");
  EXPECT_TRUE(topic.notifications.empty());
}

TEST_F(StoreResults, TakesTheAnswerOfTheInvocationBefore) {
  store({{"ExecutedVersion", "$LATEST"}, {"Payload", recognition("05", "Dog")}});
  EXPECT_EQ(stored()["labels"][0]["Name"], "Dog");
}

TEST_F(StoreResults, PutsItUnderThePrefix) {
  config.output_prefix = "seen/";
  EXPECT_EQ(store(recognition("05", "Dog"))["key"], "seen/party/photo 1.jpg/recognition.json");
}

TEST_F(StoreResults, LeavesTheResultOfALaterEvent) {
  store(recognition("06", "Cat"));
  EXPECT_EQ(store(recognition("05", "Dog"))["status"], "outdated");
  EXPECT_EQ(stored()["labels"][0]["Name"], "Cat");
}

TEST_F(StoreResults, ReplacesForWhoAsksWithoutAnEvent) {
  store(recognition("06", "Cat"));
  EXPECT_EQ(store(recognition("", "Dog"))["status"], "stored");
  EXPECT_EQ(stored()["labels"][0]["Name"], "Dog");
  EXPECT_EQ(store(recognition("05", "Bird"))["status"], "outdated");
}

TEST_F(StoreResults, TellsTheTopicOnce) {
  config.topic_arn = "arn";
  store(recognition("05", "Dog"));
  store(recognition("05", "Dog"));
  ASSERT_EQ(topic.notifications.size(), 1U);
  EXPECT_EQ(topic.notifications[0].subject, "Recognised party/photo 1.jpg: Dog");
}

TEST_F(StoreResults, StoresWhyAnImageWasRefused) {
  config.topic_arn = "arn";
  json input = recognition("05", "");
  input.erase("labels");
  input["error"] = {{"Error", "Image.Corrupt"},
                    {"Cause", R"({"errorType":"Image.Corrupt","errorMessage":"It is cut off"})"}};
  EXPECT_EQ(store(input)["status"], "stored");
  EXPECT_EQ(stored()["refused"],
            json::parse(R"([{"what":"image","type":"Image.Corrupt","reason":"It is cut off"}])"));
  EXPECT_EQ(topic.notifications.at(0).attributes.at("outcome"), "refused");
}

TEST_F(StoreResults, RefusesToStartTheWorkflowForEver) {
  config.results_bucket = BucketName("uploads");
  EXPECT_EQ(failure(recognition("05", "Dog").dump()), "Event.OwnOutput");
  config.output_prefix = "seen/";
  EXPECT_EQ(failure(recognition("05", "Dog").dump()), "none");
  json own = recognition("05", "Dog");
  own["key"] = "seen/a.jpg/recognition.json";
  EXPECT_EQ(failure(own.dump()), "Event.OwnOutput");
}

TEST_F(StoreResults, RefusesHostileInput) {
  for (const std::string& payload :
       {std::string("no JSON"), std::string(), std::string("[]"), std::string("{}"),
        std::string(R"({"bucket":"uploads","key":"k","labels":{}})"),
        std::string(R"({"Payload":"{}"})"), std::string(5000, '['),
        std::string("{\"bucket\":\"uploads\",\"key\":\"\xff\"}")}) {
    EXPECT_EQ(failure(payload), "Event.Malformed") << payload.substr(0, 50);
  }
  EXPECT_EQ(failure(json{{"bucket", "uploads"}, {"key", std::string(1020, 'k')}}.dump()),
            "Object.KeyTooLong");
  EXPECT_TRUE(world.store.journal.empty());
}

TEST_F(StoreResults, PassesOnWhatTheStoreThrows) {
  world.store.before = [](std::string_view, const std::string&) {
    throw Error(ErrorKind::Retry, "Service.Throttled", "SlowDown");
  };
  EXPECT_EQ(failure(recognition("05", "Dog").dump()), "Service.Throttled");
}

}  // namespace
}  // namespace shrike
