#include "infra/local/lambda/process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <future>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include "infra/local/lambda/spawn.h"

namespace shrike::local {
namespace {

constexpr std::size_t kReadSize = 16'384;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// A pipe whose reading end, which does not block, goes to `read_end`.
FileDescriptor open_pipe(FileDescriptor& read_end) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe");
  read_end = FileDescriptor(ends[0]);
  FileDescriptor write_end(ends[1]);
  if (fcntl(read_end.get(), F_SETFL, O_NONBLOCK) != 0) fail("fcntl");
  return write_end;
}

ExitStatus exit_status_of(int status) {
  if (WIFSIGNALED(status)) return {.code = 0, .signal = WTERMSIG(status)};
  return {.code = WEXITSTATUS(status), .signal = 0};
}

}  // namespace

Process::Process(ProcessOptions options) : options_(std::move(options)) {
  auto write_end = open_pipe(output_);
  FileDescriptor telemetry_end;
  if (!options_.telemetry_variable.empty()) {
    telemetry_end = open_pipe(telemetry_);
    options_.environment.push_back(
        fmt::format("{}={}", options_.telemetry_variable, telemetry_end.get()));
  }
  stop_reading_ = FileDescriptor(eventfd(0, EFD_CLOEXEC));
  if (stop_reading_.get() < 0) fail("eventfd");

  // The thread that spawns stays until the process has ended: the kernel would kill it otherwise.
  std::promise<pid_t> spawned;
  auto pid = spawned.get_future();
  waiter_ = std::thread([this, output = write_end.get(), inherited = telemetry_end.get(),
                         spawned = std::move(spawned)]() mutable {
    try {
      pid_ = spawn({options_.program, options_.working_directory, options_.environment, output,
                    inherited, options_.arguments});
    } catch (...) {
      spawned.set_exception(std::current_exception());
      return;
    }
    spawned.set_value(pid_);
    wait_for_exit();
  });
  try {
    pid.get();
  } catch (...) {
    waiter_.join();
    throw;
  }
  write_end.close();
  telemetry_end.close();
  reader_ = std::thread([this] { read_output(); });
}

Process::~Process() {
  send_signal(SIGKILL);
  waiter_.join();
  // Whoever left the process group may still hold the pipe: end of file may never come.
  eventfd_write(stop_reading_.get(), 1);
  reader_.join();
}

std::optional<ExitStatus> Process::exit_status() const {
  const std::lock_guard lock(exit_mutex_);
  return exit_status_;
}

bool Process::wait_for_exit(std::chrono::steady_clock::time_point until) const {
  std::unique_lock lock(exit_mutex_);
  return exited_.wait_until(lock, until, [&] { return exit_status_.has_value(); });
}

void Process::send_signal(int number) {
  // Under the lock that reaping takes: the number is not some other process's by now.
  const std::lock_guard lock(exit_mutex_);
  if (!exit_status_) kill(-pid_, number);
}

void Process::wait_for_exit() {
  siginfo_t info{};
  while (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  {
    const std::lock_guard lock(exit_mutex_);
    kill(-pid_, SIGKILL);  // what it left behind in its group
    int status = 0;
    waitpid(pid_, &status, 0);
    exit_status_ = exit_status_of(status);
    exited_.notify_all();
  }
  if (options_.on_exit) options_.on_exit();
}

void Process::drain_output() {
  const std::lock_guard lock(output_mutex_);
  read_output_now();
  lines_.flush(options_.on_line);
  read_telemetry_now();
  unframed_lines_.flush(options_.on_line);
}

bool Process::read_output_now() {
  return read_available(output_,
                        [&](std::string_view bytes) { lines_.feed(bytes, options_.on_line); });
}

bool Process::read_telemetry_now() {
  if (telemetry_.get() < 0) return false;
  const auto as_lines = [&](std::string_view bytes) {
    unframed_lines_.feed(bytes, options_.on_line);
  };
  const bool more = read_available(telemetry_, [&](std::string_view bytes) {
    frames_.feed(
        bytes, [&](const TelemetryRecord& record) { options_.on_line(record.message); }, as_lines);
  });
  if (!more) frames_.finish(as_lines);
  return more;
}

bool Process::read_available(const FileDescriptor& from, const LineSink& take) {
  // As much as there is at the beginning, so that a program that never stops writing cannot keep us
  // here.
  int available = 0;
  ioctl(from.get(), FIONREAD, &available);
  auto left = static_cast<std::size_t>(std::max(available, 1));
  std::array<char, kReadSize> buffer{};
  while (left > 0) {
    const auto got = read(from.get(), buffer.data(), std::min(left, buffer.size()));
    if (got == 0) return false;
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    const auto count = static_cast<std::size_t>(got);
    take({buffer.data(), count});
    left -= count;
  }
  return true;
}

void Process::read_output() {
  // A negative descriptor is one that poll leaves out.
  std::array<pollfd, 3> events{{{output_.get(), POLLIN, 0},
                                {telemetry_.get(), POLLIN, 0},
                                {stop_reading_.get(), POLLIN, 0}}};
  while (events[2].revents == 0 && (events[0].fd >= 0 || events[1].fd >= 0)) {
    if (poll(events.data(), events.size(), -1) < 0 && errno != EINTR) break;
    const std::lock_guard lock(output_mutex_);
    if (events[0].fd >= 0 && !read_output_now()) events[0].fd = -1;
    if (events[1].fd >= 0 && !read_telemetry_now()) events[1].fd = -1;
  }
  drain_output();
}

}  // namespace shrike::local
