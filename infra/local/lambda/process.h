#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

#include "infra/local/lambda/invocation_log.h"
#include "infra/local/lambda/platform_errors.h"
#include "infra/local/lambda/telemetry_frames.h"
#include "runtime/file_descriptor.h"

namespace shrike::local {

struct ProcessOptions {
  std::filesystem::path program;
  std::filesystem::path working_directory;
  std::vector<std::string> environment;  ///< `NAME=value`
  LineSink on_line;                      ///< standard output and error; one call at a time
  std::function<void()> on_exit;         ///< once, when it has ended of itself or by a signal
  /// Where set, the program inherits a descriptor for telemetry frames, whose number this variable
  /// of its environment has. Records go to on_line, several lines of one message together.
  std::string telemetry_variable = {};
  std::vector<std::string> arguments = {};
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
  /// True when it has ended by then.
  [[nodiscard]] bool wait_for_exit(std::chrono::steady_clock::time_point until) const;
  /// To the process group; nothing happens after its end.
  void send_signal(int number);
  /// Hands out every line written before this call, an unfinished one too.
  void drain_output();

 private:
  void wait_for_exit();
  void read_output();
  /// Reads what is there now; false at the end.
  bool read_available(const FileDescriptor& from, const LineSink& take);
  bool read_output_now();
  bool read_telemetry_now();

  ProcessOptions options_;
  pid_t pid_ = -1;

  mutable std::mutex exit_mutex_;
  mutable std::condition_variable exited_;
  std::optional<ExitStatus> exit_status_;

  std::mutex output_mutex_;
  FileDescriptor output_;
  LineSplitter lines_;
  FileDescriptor telemetry_;
  TelemetryDecoder frames_;
  LineSplitter unframed_lines_;  ///< of what came through telemetry_ without a frame
  FileDescriptor stop_reading_;  ///< an eventfd
  std::thread waiter_;
  std::thread reader_;
};

}  // namespace shrike::local
