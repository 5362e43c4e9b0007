#include "bench/runtime/process.h"

#include <cerrno>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace shrike::bench {
namespace {

void check(int code, const std::string& what) {
  if (code != 0) throw std::system_error(code, std::generic_category(), what);
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (auto& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

/// What the child does between fork and exec.
class FileActions {
 public:
  explicit FileActions(const std::string& folder) {
    check(posix_spawn_file_actions_init(&actions_), "posix_spawn");
    posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
  }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  FileActions(FileActions&&) = delete;
  FileActions& operator=(FileActions&&) = delete;

  [[nodiscard]] const posix_spawn_file_actions_t* get() const noexcept { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

/// The thread's cores until the end of the scope, when it gets its own back.
class OnCore {
 public:
  explicit OnCore(int core) {
    CPU_ZERO(&before_);
    check(sched_getaffinity(0, sizeof(before_), &before_) == 0 ? 0 : errno, "sched_getaffinity");
    pin_to_core(core);
  }
  ~OnCore() { sched_setaffinity(0, sizeof(before_), &before_); }
  OnCore(const OnCore&) = delete;
  OnCore& operator=(const OnCore&) = delete;
  OnCore(OnCore&&) = delete;
  OnCore& operator=(OnCore&&) = delete;

 private:
  cpu_set_t before_{};
};

}  // namespace

void pin_to_core(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<std::size_t>(core), &cores);
  check(sched_setaffinity(0, sizeof(cores), &cores) == 0 ? 0 : errno, "sched_setaffinity");
}

Process::Process(const Command& command, int core) {
  auto words = command.words;
  auto environment = command.environment;
  const auto arguments = pointers(words);
  const auto variables = pointers(environment);
  const FileActions actions(command.folder);
  const OnCore on_core(core);
  check(posix_spawn(&pid_, arguments.front(), actions.get(), nullptr, arguments.data(),
                    variables.data()),
        command.words.front());
}

Process::~Process() {
  kill(pid_, SIGKILL);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
}

std::chrono::nanoseconds Process::cpu_time() const {
  clockid_t clock{};
  check(clock_getcpuclockid(pid_, &clock), "clock_getcpuclockid");
  timespec time{};
  check(clock_gettime(clock, &time) == 0 ? 0 : errno, "clock_gettime");
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

long Process::peak_memory_kb() const {
  std::ifstream status(fmt::format("/proc/{}/status", pid_));
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stol(line.substr(sizeof("VmHWM:") - 1));
  }
  return 0;
}

}  // namespace shrike::bench
