#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace shrike::local {

using LineSink = std::function<void(std::string_view line)>;

/// Cuts bytes into lines as they arrive. A line over 256 KiB, the longest that CloudWatch takes as
/// one event, is cut there.
class LineSplitter {
 public:
  void feed(std::string_view bytes, const LineSink& sink);
  /// Hands out what is left without a newline.
  void flush(const LineSink& sink);

 private:
  std::string partial_;
};

/// The log of one sandbox: passes lines on, and keeps the last 4 KB of the invocation under way for
/// X-Amz-Log-Type: Tail. Thread-safe.
class InvocationLog {
 public:
  explicit InvocationLog(LineSink sink) : sink_(std::move(sink)) {}

  void write(std::string_view line);
  /// A new invocation begins.
  void forget_tail();
  /// Lines with their newlines; the first may be cut.
  [[nodiscard]] std::string tail() const;

 private:
  mutable std::mutex mutex_;
  LineSink sink_;
  std::string tail_;
};

}  // namespace shrike::local
