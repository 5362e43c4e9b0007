#include "runtime/crash_report.h"

#include <array>
#include <csignal>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace shrike {
namespace {

using Json = nlohmann::json;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

struct Death {
  int status = 0;
  std::string output;

  [[nodiscard]] int signal() const { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }
  [[nodiscard]] Json line() const {
    EXPECT_EQ(std::count(output.begin(), output.end(), '\n'), 1) << output;
    Json parsed = Json::parse(output, nullptr, /*allow_exceptions=*/false);
    EXPECT_TRUE(parsed.is_object()) << output;
    return parsed;
  }
};

/// Runs the program that dies, with its log on a pipe.
Death death_by(const std::string& way, std::vector<std::string> environment = {
                                           "AWS_LAMBDA_LOG_FORMAT=JSON", "REQUEST_ID=id-1"}) {
  // AddressSanitizer would tell of the crash as well, and end the process in its own way.
  environment.emplace_back(
      "ASAN_OPTIONS=handle_segv=0:handle_abort=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:"
      "detect_leaks=0");
  environment.emplace_back("TSAN_OPTIONS=handle_segv=0:handle_abort=0");
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::runtime_error("pipe");
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  posix_spawn_file_actions_addclose(&actions, ends[1]);

  std::string program = SHRIKE_CRASH_PROGRAM;
  std::string argument = way;
  const std::array<char*, 3> arguments{program.data(), argument.data(), nullptr};
  std::vector<char*> variables;
  for (std::string& variable : environment) variables.push_back(variable.data());
  variables.push_back(nullptr);
  pid_t child = 0;
  const int failure =
      posix_spawn(&child, program.c_str(), &actions, nullptr, arguments.data(), variables.data());
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (failure != 0) throw std::runtime_error("posix_spawn");

  Death death;
  std::array<char, 4096> bytes{};
  for (ssize_t n = 0; (n = read(ends[0], bytes.data(), bytes.size())) > 0;) {
    death.output.append(bytes.data(), static_cast<std::size_t>(n));
  }
  close(ends[0]);
  waitpid(child, &death.status, 0);
  return death;
}

TEST(CrashReport, TellsEachSignalAndDiesByIt) {
  struct Case {
    const char* way;
    int signal;
    const char* message;
  };
  for (const Case& row : {
           Case{"segmentation-fault", SIGSEGV, "signal: segmentation fault, at 0x10"},
           Case{"abort", SIGABRT, "signal: aborted"},
           Case{"division", SIGFPE, "signal: floating point exception, integer division by zero"},
           Case{"bus-error", SIGBUS, "signal: bus error, at 0x"},
           Case{"illegal-instruction", SIGILL, "signal: illegal instruction, at 0x"},
           Case{"sent", SIGSEGV, "signal: segmentation fault, sent by process "},
       }) {
    const Death death = death_by(row.way);
    EXPECT_EQ(death.signal(), row.signal) << row.way;
    const Json line = death.line();
    EXPECT_EQ(line["level"], "FATAL");
    EXPECT_EQ(line["requestId"], "id-1");
    EXPECT_EQ(line["message"], "The process crashed");
    EXPECT_EQ(line["errorType"], "Runtime.Crash");
    EXPECT_THAT(line["errorMessage"].get<std::string>(), StartsWith(row.message));
    EXPECT_THAT(line["timestamp"].get<std::string>(),
                ContainsRegex("^20[0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-9:]+\\.[0-9][0-9][0-9]Z$"));
    EXPECT_FALSE(line["stackTrace"].empty()) << row.way;
  }
}

TEST(CrashReport, ShowsTheCallsThatLedToTheFault) {
  const Json stack = death_by("segmentation-fault").line()["stackTrace"];
  EXPECT_THAT(stack[0].get<std::string>(), HasSubstr("write_to_a_wild_address"));
  EXPECT_THAT(stack.dump(), HasSubstr("main"));
}

TEST(CrashReport, TellsAStackOverflowOfTheMainThreadAndOfOneWithACrashStack) {
  for (const char* way : {"stack-overflow", "stack-overflow-in-a-thread"}) {
    const Death death = death_by(way);
    EXPECT_EQ(death.signal(), SIGSEGV);
    const Json line = death.line();
    EXPECT_THAT(line["errorMessage"].get<std::string>(), HasSubstr("stack overflow"));
    EXPECT_THAT(line["stackTrace"][5].get<std::string>(), HasSubstr("recurse_without_end"));
  }
}

TEST(CrashReport, TellsTypeMessageAndPlaceOfAnExceptionThatNobodyCaught) {
  for (const char* way : {"exception", "exception-in-a-thread", "noexcept"}) {
    const Death death = death_by(way);
    EXPECT_EQ(death.signal(), SIGABRT) << way;
    const Json line = death.line();
    EXPECT_EQ(line["errorType"], "std::runtime_error");
    EXPECT_EQ(line["errorMessage"], "Café\n\"quoted\"");
    EXPECT_EQ(line["requestId"], "id-1") << "of the only invocation, whichever thread dies";
    EXPECT_THAT(line["stackTrace"][0].get<std::string>(), HasSubstr("throw_from_the_depth"));
  }
}

TEST(CrashReport, NamesErrorsByTheirOwnType) {
  const Json line = death_by("error").line();
  EXPECT_EQ(line["errorType"], "Image.Lost");
  EXPECT_EQ(line["errorMessage"], "It is lost");
}

TEST(CrashReport, TellsWhatIsNoExceptionAndATerminateWithoutOne) {
  EXPECT_EQ(death_by("no-exception").line()["errorType"], "int");
  const Death death = death_by("terminate");
  EXPECT_EQ(death.signal(), SIGABRT);
  EXPECT_EQ(death.line()["message"], "std::terminate was called");
}

TEST(CrashReport, WritesOneLineWhenTwoThreadsCrashAtOnce) {
  for (int i = 0; i < 5; ++i) {
    const Death death = death_by("two-at-once");
    EXPECT_EQ(death.signal(), SIGSEGV);
    EXPECT_EQ(death.line()["level"], "FATAL");
  }
}

TEST(CrashReport, TellsTheInvocationWhenAThreadOfTheFunctionCrashes) {
  EXPECT_EQ(death_by("segmentation-fault-in-a-thread").line()["requestId"], "id-1");
}

TEST(CrashReport, TellsTheInvocationThatIsLeftWhenThoseBesideItHaveEnded) {
  EXPECT_EQ(death_by("beside-one-that-ended").line()["requestId"], "id-1");
  EXPECT_FALSE(death_by("beside-another").line().contains("requestId")) << "whose it is";
}

TEST(CrashReport, LeavesTheDeathToWhoHandledTheSignalBefore) {
  const Death death = death_by("handled-before");
  EXPECT_TRUE(WIFEXITED(death.status));
  EXPECT_EQ(WEXITSTATUS(death.status), 42);
  EXPECT_EQ(death.line()["level"], "FATAL");
}

TEST(CrashReport, WritesTheColumnsOfATextLog) {
  const Death death = death_by("exception", {"REQUEST_ID=id-1"});
  EXPECT_THAT(death.output,
              ContainsRegex("^20[^\t]*Z\tid-1\tFATAL\tAn exception that nobody caught ended the "
                            "process\terrorMessage=\"Café.n..quoted..\"\t"
                            "errorType=\"std::runtime_error\"\tstackTrace=\\[\"[^\t]*\"\\]\n$"));
}

TEST(CrashReport, LeavesOutAnInvocationThatThereIsNot) {
  EXPECT_FALSE(death_by("abort", {"AWS_LAMBDA_LOG_FORMAT=JSON"}).line().contains("requestId"));
}

TEST(CrashReport, WritesAFrameWhereLambdaWantsFrames) {
  const Death death =
      death_by("abort", {"AWS_LAMBDA_LOG_FORMAT=JSON", "_LAMBDA_TELEMETRY_LOG_FD=1"});
  ASSERT_GT(death.output.size(), 16U);
  EXPECT_THAT(death.output, StartsWith("\xA5\x5A"));
  EXPECT_EQ(death.output[3], '\x1A') << "JSON, FATAL";
  EXPECT_EQ(Json::parse(death.output.substr(16))["errorMessage"], "signal: aborted");
}

TEST(CrashReport, LetsNoRequestIdForgeALine) {
  const std::string hostile = "a\n\"\\\t\x1B[31m\x7F\xC2\x9B\xFF" + std::string(5000, 'x');
  const Json line =
      death_by("abort", {"AWS_LAMBDA_LOG_FORMAT=JSON", "REQUEST_ID=" + hostile}).line();
  EXPECT_THAT(line["requestId"].get<std::string>(),
              StartsWith("a\n\"\\\t\x1B[31m\x7F\xC2\x9B�xxx"));
  const Death death = death_by("abort", {"REQUEST_ID=" + hostile});
  EXPECT_THAT(death.output, HasSubstr("\ta\\n\\\"\\\\\\u0009\\u001b[31m\\u007f\\u009b�xxx"));
  EXPECT_EQ(std::count(death.output.begin(), death.output.end(), '\n'), 1);
}

}  // namespace
}  // namespace shrike
