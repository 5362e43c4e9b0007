#pragma once

#include <span>
#include <string_view>

#include "runtime/log.h"
#include "runtime/signal_safe_text.h"
#include "runtime/throw_recorder.h"

namespace shrike {

/// What a crash is, without its stack.
struct Crash {
  TimePoint time{};
  std::string_view message;        ///< what happened, in a few words
  std::string_view error_type;     ///< the stable name
  std::string_view error_message;  ///< as Lambda puts it, or what() of the exception
  std::string_view request_id;     ///< empty for none
};

/// The FATAL line of a crash, in the log's own format, built up in memory that was there before: a
/// line that is ended at any time is a whole one. It takes 24 KiB to hold the longest without its
/// stack.
class CrashLine {
 public:
  explicit constexpr CrashLine(std::span<char> memory) : text_(memory) {}

  void begin(const Crash& crash, LogFormat format, LogKeys keys, std::string_view service) noexcept;
  /// With `demangle`, names are as they were written, which takes memory from the heap.
  void add_stack(const StackAddresses& stack, bool demangle) noexcept;
  /// Empty when nothing was begun.
  [[nodiscard]] std::string_view end() noexcept;

 private:
  void add_frame(const struct Symbol& symbol, bool demangle) noexcept;
  void add_field(std::string_view key, std::string_view value) noexcept;

  SignalSafeText text_;
  std::size_t whole_ = 0;  // up to the last whole frame
  std::size_t frames_ = 0;
  LogFormat format_ = LogFormat::Text;
};

}  // namespace shrike
