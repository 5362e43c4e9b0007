#include "infra/local/lambda/process.h"

#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shrike::local {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::MatchesRegex;
using testing::SizeIs;

/// A shell script under Process, and what comes of it.
class Script {
 public:
  explicit Script(const std::string& text) : Script(text, {}) {}
  Script(const std::string& text, std::vector<std::string> environment)
      : folder_(std::filesystem::path(testing::TempDir()) /
                ("script-" + std::to_string(getpid()) + "-" +
                 testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "run") << "#!/bin/sh\n" << text;
    std::filesystem::permissions(folder_ / "run", std::filesystem::perms::owner_all);
    process_ = std::make_unique<Process>(
        ProcessOptions{.program = folder_ / "run",
                       .working_directory = folder_,
                       .environment = std::move(environment),
                       .on_line = [this](std::string_view line) { add_line(line); },
                       .on_exit =
                           [this] {
                             const std::lock_guard lock(mutex_);
                             ended_ = true;
                             changed_.notify_all();
                           }});
  }
  ~Script() {
    process_.reset();
    std::filesystem::remove_all(folder_);
  }
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;
  Script(Script&&) = delete;
  Script& operator=(Script&&) = delete;

  [[nodiscard]] Process& process() { return *process_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  ExitStatus wait_for_end() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_; });
    return process_->exit_status().value();
  }
  void wait_for_line(const std::string& line) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock,
                  [&] { return std::find(lines_.begin(), lines_.end(), line) != lines_.end(); });
  }
  std::vector<std::string> lines() {
    const std::lock_guard lock(mutex_);
    return lines_;
  }
  void end() { process_.reset(); }

 private:
  void add_line(std::string_view line) {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(line);
    changed_.notify_all();
  }

  std::filesystem::path folder_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
  bool ended_ = false;
  std::unique_ptr<Process> process_;
};

/// False for a zombie too: it does nothing any more, and who inherits orphans may let it be.
bool runs(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(file, text);
  const auto after_name = text.rfind(") ");
  return after_name != std::string::npos && text[after_name + 2] != 'Z';
}

TEST(Process, TellsHowItEnded) {
  EXPECT_EQ(Script("exit 0").wait_for_end().code, 0);
  EXPECT_EQ(Script("exit 3").wait_for_end().code, 3);
  const auto killed = Script("kill -ABRT $$").wait_for_end();
  EXPECT_EQ(killed.signal, SIGABRT);
}

TEST(Process, HandsOutBothOutputsLineByLine) {
  Script script("echo one; echo two >&2; printf three");
  script.wait_for_end();
  script.process().drain_output();
  EXPECT_THAT(script.lines(), ElementsAre("one", "two", "three"));
}

TEST(Process, DrainsWhatWasWrittenBeforeTheCall) {
  Script script("printf unfinished; touch written; sleep 60");
  while (!std::filesystem::exists(script.folder() / "written")) std::this_thread::yield();
  script.process().drain_output();
  EXPECT_THAT(script.lines(), ElementsAre("unfinished"));
}

TEST(Process, SeesNoEnvironmentButItsOwn) {
  Script script("env | grep -v -e ^PWD= -e ^SHLVL= -e ^_= | sort",
                {"PATH=/usr/bin:/bin", "GREETING=hello there"});
  script.wait_for_end();
  script.process().drain_output();
  EXPECT_THAT(script.lines(), ElementsAre("GREETING=hello there", "PATH=/usr/bin:/bin"));
}

TEST(Process, StartsInItsFolder) {
  Script script("pwd -P");
  script.wait_for_end();
  script.process().drain_output();
  EXPECT_THAT(script.lines(), ElementsAre(std::filesystem::canonical(script.folder()).string()));
}

TEST(Process, HasNoDescriptorOfOursButThreeAndLambdasLimit) {
  // Without close-on-exec, as libraries leave some.
  const FileDescriptor leaky(open("/dev/null", O_RDONLY));
  ASSERT_GE(leaky.get(), 3);
  Script script("test -e /proc/self/fd/" + std::to_string(leaky.get()) +
                    " && echo leaked; ulimit -n; ulimit -c",
                {"PATH=/usr/bin:/bin"});
  script.wait_for_end();
  script.process().drain_output();
  EXPECT_THAT(script.lines(), ElementsAre("1024", "0"));
}

TEST(Process, StartsWithDefaultSignals) {
  struct sigaction before {};
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, &before);
  Script script("grep SigIgn /proc/$$/status", {"PATH=/usr/bin:/bin"});
  sigaction(SIGPIPE, &before, nullptr);
  script.wait_for_end();
  script.process().drain_output();
  // Signals 32 and 33 are the C library's own: it lets no program reset what it inherited of them.
  EXPECT_THAT(script.lines(), ElementsAre(MatchesRegex("SigIgn:\t0000000[01][08]0000000")));
}

TEST(Process, LeavesNothingBehindWhenItIsEnded) {
  Script script("sleep 600 & echo $!; echo started; wait", {"PATH=/usr/bin:/bin"});
  script.wait_for_line("started");
  const auto leader = script.process().pid();
  const auto child = static_cast<pid_t>(std::stol(script.lines().front()));
  ASSERT_TRUE(runs(leader));
  script.end();
  EXPECT_FALSE(runs(leader));
  while (runs(child)) std::this_thread::yield();
}

TEST(Process, EndsWhileSomebodyElseHoldsItsOutput) {
  // The child leaves the process group, so that it survives and keeps the pipe open.
  Script script("setsid sleep 600 & echo $!; echo started; wait", {"PATH=/usr/bin:/bin"});
  script.wait_for_line("started");
  const auto survivor = static_cast<pid_t>(std::stol(script.lines().front()));
  script.end();
  kill(survivor, SIGKILL);
}

TEST(Process, StandsStillBetweenStopAndContinue) {
  Script script("trap 'echo continued; exit 0' CONT; echo ready; while :; do sleep 0.01; done",
                {"PATH=/usr/bin:/bin"});
  script.wait_for_line("ready");
  script.process().send_signal(SIGSTOP);
  EXPECT_FALSE(script.process().exit_status().has_value());
  script.process().send_signal(SIGCONT);
  script.wait_for_end();
  script.process().drain_output();
  EXPECT_THAT(script.lines(), Contains("continued"));
}

TEST(Process, CanBeKilledWhileItStandsStill) {
  Script script("echo ready; sleep 600", {"PATH=/usr/bin:/bin"});
  script.wait_for_line("ready");
  script.process().send_signal(SIGSTOP);
  script.process().send_signal(SIGKILL);
  EXPECT_EQ(script.wait_for_end().signal, SIGKILL);
}

TEST(Process, IsNotDelayedByOutputThatNeverStops) {
  Script script("while :; do echo more; done");
  script.wait_for_line("more");
  script.process().drain_output();  // comes back although the script goes on
}

TEST(Process, SaysWhyItCouldNotStart) {
  const std::filesystem::path folder = testing::TempDir();
  const auto reason_of = [&](const std::filesystem::path& program) {
    try {
      const Process process({.program = program,
                             .working_directory = folder,
                             .environment = {},
                             .on_line = {},
                             .on_exit = {}});
    } catch (const std::system_error& error) {
      return error.code().value();
    }
    return 0;
  };
  const auto plain = folder / ("not-a-program-" + std::to_string(getpid()));
  std::ofstream(plain) << "plain text";
  EXPECT_EQ(reason_of(folder / "absent"), ENOENT);
  EXPECT_EQ(reason_of(plain), EACCES);
  std::filesystem::permissions(plain, std::filesystem::perms::owner_all);
  EXPECT_EQ(reason_of(plain), ENOEXEC);
  std::filesystem::remove(plain);
}

}  // namespace
}  // namespace shrike::local
