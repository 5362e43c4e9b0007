#include "infra/local/lambda/spawn.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/file_descriptor.h"

namespace shrike::local {
namespace {

constexpr rlim_t kDescriptors = 1024;

/// All that the child needs, made before fork: after it, in a process of several threads, only
/// async-signal-safe functions may be called.
struct Child {
  const char* program;
  const char* working_directory;
  char* const* arguments;
  char* const* environment;
  int output;
  int inherited;
  int input;
  int failure;
  pid_t parent;
};

void reset_signals() noexcept {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
}

void close_the_rest_on_exec() noexcept {
  if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
  // Kernels before 5.11.
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  for (int descriptor = 3; descriptor < static_cast<int>(limit.rlim_cur); ++descriptor) {
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  }
}

bool prepare(const Child& child) noexcept {
  if (setpgid(0, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return false;
  // Our parent may have died before the line above.
  if (getppid() != child.parent) return false;
  reset_signals();
  if (chdir(child.working_directory) != 0 || dup2(child.input, STDIN_FILENO) < 0 ||
      dup2(child.output, STDOUT_FILENO) < 0 || dup2(child.output, STDERR_FILENO) < 0) {
    return false;
  }
  close_the_rest_on_exec();
  if (child.inherited >= 0 && fcntl(child.inherited, F_SETFD, 0) != 0) return false;
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const rlimit descriptors{kDescriptors, kDescriptors};
  setrlimit(RLIMIT_NOFILE, &descriptors);
  return true;
}

[[noreturn]] void run(const Child& child) noexcept {
  if (prepare(child)) execve(child.program, child.arguments, child.environment);
  const int reason = errno;
  [[maybe_unused]] const auto written = write(child.failure, &reason, sizeof reason);
  _exit(127);
}

/// The errno that the child sent before exec, 0 when exec took place.
int failure_of(int descriptor) {
  int reason = 0;
  ssize_t got = 0;
  do {
    got = read(descriptor, &reason, sizeof reason);
  } while (got < 0 && errno == EINTR);
  return got == sizeof reason ? reason : 0;
}

[[noreturn]] void fail(int reason, const char* what) {
  throw std::system_error(reason, std::generic_category(), what);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

}  // namespace

pid_t spawn(const SpawnPlan& plan) {
  std::vector<std::string> arguments{plan.program.string()};
  arguments.insert(arguments.end(), plan.arguments.begin(), plan.arguments.end());
  auto environment = plan.environment;
  const auto argument_pointers = pointers(arguments);
  const auto environment_pointers = pointers(environment);

  const FileDescriptor input(open("/dev/null", O_RDONLY | O_CLOEXEC));
  std::array<int, 2> ends{};
  if (input.get() < 0 || pipe2(ends.data(), O_CLOEXEC) != 0) fail(errno, "pipe");
  const FileDescriptor failure_in(ends[0]);
  FileDescriptor failure_out(ends[1]);

  const Child child{.program = plan.program.c_str(),
                    .working_directory = plan.working_directory.c_str(),
                    .arguments = argument_pointers.data(),
                    .environment = environment_pointers.data(),
                    .output = plan.output,
                    .inherited = plan.inherited,
                    .input = input.get(),
                    .failure = failure_out.get(),
                    .parent = getpid()};
  const auto pid = fork();
  if (pid == 0) run(child);
  if (pid < 0) fail(errno, "fork");
  failure_out.close();
  if (const int reason = failure_of(failure_in.get()); reason != 0) {
    waitpid(pid, nullptr, 0);
    fail(reason, "exec");
  }
  return pid;
}

}  // namespace shrike::local
