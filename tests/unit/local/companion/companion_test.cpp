#include "infra/local/companion/companion.h"

#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike::local {
namespace {

/// A companion whose Python is a shell script of ours.
class CompanionTest : public testing::Test {
 protected:
  CompanionTest() { std::filesystem::create_directories(folder_); }
  ~CompanionTest() override { std::filesystem::remove_all(folder_); }

  CompanionOptions options(const std::string& script) const {
    const auto program = folder_ / "python";
    std::ofstream(program) << "#!/bin/sh\n" << script << "\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    return {.python = program,
            .server = folder_ / "server.py",
            .endpoint = "http://127.0.0.1:1",
            .region = "us-east-1",
            .account_id = "000000000000",
            .credentials = {"id", "key", ""},
            .mail = folder_ / "mail"};
  }

  static std::string type_of_failure(Companion& companion, std::string* message = nullptr) {
    try {
      return companion.url();
    } catch (const Error& error) {
      if (message != nullptr) *message = error.message();
      return error.type();
    }
  }

  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / "companion_test";
};

TEST_F(CompanionTest, SaysHowToInstallItWhereItIsNot) {
  auto missing = options("");
  missing.python = folder_ / "nowhere";
  Companion companion(missing);
  std::string message;
  EXPECT_EQ(type_of_failure(companion, &message), "Companion.NotInstalled");
  EXPECT_NE(message.find("install.sh companion"), std::string::npos);
}

TEST_F(CompanionTest, IsThereOnceItListensAndStartsOnce) {
  Companion companion(options("echo started >>" + (folder_ / "starts").string() +
                              "; echo warming up; echo listening 4321; exec sleep 600"));
  EXPECT_EQ(companion.url(), "http://127.0.0.1:4321");
  EXPECT_EQ(companion.url(), "http://127.0.0.1:4321");
  std::ifstream starts(folder_ / "starts");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(starts), {}), "started\n");
}

TEST_F(CompanionTest, IsToldTheEndpointTheAccountAndWhereMailsGo) {
  Companion companion(options("echo \"$@\" >" + (folder_ / "arguments").string() +
                              "; echo listening 1; exec sleep 600"));
  static_cast<void>(companion.url());
  std::ifstream arguments(folder_ / "arguments");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(arguments), {}),
            (folder_ / "server.py").string() +
                " --endpoint http://127.0.0.1:1 --account 000000000000 --mail " +
                (folder_ / "mail").string() + "\n");
}

TEST_F(CompanionTest, IsPreparedOnceBeforeAnybodyHasItsUrl) {
  std::vector<std::string> prepared;
  auto careful = options("echo listening 4321; exec sleep 600");
  careful.prepare = [&](const std::string& url) { prepared.push_back(url); };
  Companion companion(careful);
  EXPECT_TRUE(prepared.empty());
  static_cast<void>(companion.url());
  static_cast<void>(companion.url());
  EXPECT_EQ(prepared, std::vector<std::string>{"http://127.0.0.1:4321"});
}

TEST_F(CompanionTest, ThatCannotBePreparedSaysWhyToEveryoneAndIsNotPreparedAgain) {
  int tries = 0;
  auto refused = options("echo listening 4321; exec sleep 600");
  refused.prepare = [&](const std::string& /*url*/) {
    ++tries;
    throw Error(ErrorKind::Reject, "Sqs.InvalidAttributeName", "no such attribute");
  };
  Companion companion(refused);
  EXPECT_EQ(type_of_failure(companion), "Sqs.InvalidAttributeName");
  EXPECT_EQ(type_of_failure(companion), "Sqs.InvalidAttributeName");
  EXPECT_EQ(tries, 1);
}

TEST_F(CompanionTest, ThatEndsTellsTheLastThingItSaid) {
  Companion companion(options("echo first; echo No module named moto >&2; exit 1"));
  std::string message;
  EXPECT_EQ(type_of_failure(companion, &message), "Companion.Failed");
  EXPECT_NE(message.find("No module named moto"), std::string::npos) << message;
}

TEST_F(CompanionTest, IsNotStartedOnceItWasStopped) {
  Companion companion(options("echo listening 1; exec sleep 600"));
  static_cast<void>(companion.url());
  companion.stop();
  EXPECT_EQ(type_of_failure(companion), "Companion.Stopped");
}

TEST(CompanionServes, WhatMotoHasAndTheCloudHasNot) {
  for (const char* service : {"dynamodb", "sns", "sqs", "states", "sts"}) {
    EXPECT_TRUE(companion_serves(service)) << service;
  }
  for (const char* service : {"s3", "lambda", "rekognition", "ec2", ""}) {
    EXPECT_FALSE(companion_serves(service)) << service;
  }
}

}  // namespace
}  // namespace shrike::local
