#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace shrike::local {

/// A streamed response on its way from the runtime that writes it to the caller who reads it. Holds
/// only so much: a runtime that is ahead of its caller waits. Thread-safe.
class ResponsePipe {
 public:
  static constexpr std::size_t kCapacity = 256UL * 1024;

  /// Waits while the pipe is full. What is written after close() or abandon() is dropped.
  void write(std::string_view piece);
  /// Nothing more will be written.
  void close();

  /// What has been written since the last call, as soon as there is something; empty at the end.
  [[nodiscard]] std::string read();
  /// Nothing more will be read: whoever writes goes on without waiting.
  void abandon();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string unread_;
  bool closed_ = false;
  bool abandoned_ = false;
};

}  // namespace shrike::local
