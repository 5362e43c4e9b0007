#include "infra/local/iam/call_record.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "runtime/error.h"

namespace shrike::local {
namespace {

class CallRecordFile : public testing::Test {
 protected:
  CallRecordFile() {
    std::string pattern = std::filesystem::temp_directory_path() / "calls-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~CallRecordFile() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::vector<nlohmann::json> lines() const {
    std::vector<nlohmann::json> read;
    std::ifstream file(path());
    for (std::string line; std::getline(file, line);) read.push_back(nlohmann::json::parse(line));
    return read;
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_ / "calls.jsonl"; }

  const FunctionIdentity caller_{.function = "thumbs",
                                 .handler = "process",
                                 .role = "r",
                                 .log_group = "",
                                 .credentials = {},
                                 .policies = {}};
  std::filesystem::path folder_;
};

const AccessRequest kRead{"s3:GetObject", "arn:aws:s3:::images/a.jpg"};

TEST_F(CallRecordFile, HoldsEachDistinctCallOnceAndAtOnce) {
  CallRecord record(path());
  record.add(caller_, kRead, {Outcome::Allowed, "Read"});
  record.add(caller_, kRead, {Outcome::Allowed, "Read"});
  ASSERT_EQ(lines().size(), 1U);
  EXPECT_EQ(lines()[0], nlohmann::json({{"function", "thumbs"},
                                        {"handler", "process"},
                                        {"action", "s3:GetObject"},
                                        {"resource", "arn:aws:s3:::images/a.jpg"},
                                        {"allowed", true},
                                        {"statement", "Read"}}));
  record.add(caller_, kRead, {Outcome::NotAllowed, ""});
  record.add(caller_, {kRead.action, "arn:aws:s3:::images/b.jpg"}, {Outcome::Allowed, "Read"});
  ASSERT_EQ(lines().size(), 3U);
  EXPECT_EQ(lines()[1]["allowed"], false);
  EXPECT_TRUE(lines()[1]["statement"].is_null());
}

TEST_F(CallRecordFile, StaysReadableWhateverAResourceHolds) {
  CallRecord record(path());
  record.add(caller_, {"s3:GetObject", "arn:aws:s3:::b/\xFF\n\"x"}, {});
  ASSERT_EQ(lines().size(), 1U);
}

TEST_F(CallRecordFile, TakesCallsFromManyThreads) {
  CallRecord record(path());
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&] {
        for (int i = 0; i < 50; ++i) {
          record.add(caller_, {"s3:GetObject", std::to_string(i)}, {Outcome::Allowed, "Read"});
        }
      });
    }
  }
  EXPECT_EQ(lines().size(), 50U);
}

TEST_F(CallRecordFile, ThatCannotBeWrittenIsRefused) {
  EXPECT_THROW(CallRecord(folder_ / "missing" / "calls.jsonl"), Error);
}

}  // namespace
}  // namespace shrike::local
