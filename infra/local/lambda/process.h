#pragma once

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

#include "infra/local/lambda/file_descriptor.h"
#include "infra/local/lambda/invocation_log.h"
#include "infra/local/lambda/platform_errors.h"

namespace shrike::local {

struct ProcessOptions {
  std::filesystem::path program;
  std::filesystem::path working_directory;
  std::vector<std::string> environment;  ///< `NAME=value`
  LineSink on_line;                      ///< standard output and error; one call at a time
  std::function<void()> on_exit;         ///< once, when it has ended of itself or by a signal
};

/// A running program, its group and its output. Thread-safe.
class Process {
 public:
  /// Throws std::system_error with the errno of what failed, exec included.
  explicit Process(ProcessOptions options);
  /// Kills the whole process group and waits.
  ~Process();

  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  Process(Process&&) = delete;
  Process& operator=(Process&&) = delete;

  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  /// Nothing while it runs.
  [[nodiscard]] std::optional<ExitStatus> exit_status() const;
  /// To the process group; nothing happens after its end.
  void send_signal(int number);
  /// Hands out every line written before this call, an unfinished one too.
  void drain_output();

 private:
  void wait_for_exit();
  void read_output();
  /// Reads what is there now; false at the end of the output.
  bool read_available();

  ProcessOptions options_;
  pid_t pid_ = -1;

  mutable std::mutex exit_mutex_;
  std::optional<ExitStatus> exit_status_;

  std::mutex output_mutex_;
  FileDescriptor output_;
  LineSplitter lines_;
  FileDescriptor stop_reading_;  ///< an eventfd
  std::thread waiter_;
  std::thread reader_;
};

}  // namespace shrike::local
