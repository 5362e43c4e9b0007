#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "runtime/clock.h"

namespace shrike {

/// Text in memory that was there before: for signal handlers, which can have no more. What does not
/// fit is left out, and all that comes after it.
class SignalSafeText {
 public:
  explicit constexpr SignalSafeText(std::span<char> memory) : memory_(memory) {}

  void append(std::string_view text) noexcept;
  /// In base 10 or 16, with zeros before it up to `width` digits.
  void append(std::uint64_t number, int base, std::size_t width = 1) noexcept;
  /// RFC 3339 with milliseconds, from year 0 to 9999.
  void append(TimePoint time) noexcept;
  /// As the inside of a JSON string, which is also safe to look at: what hidden_text() knows
  /// becomes \uxxxx, and bytes that are not UTF-8 become U+FFFD.
  void append_escaped(std::string_view text) noexcept;

  [[nodiscard]] std::string_view view() const noexcept { return {memory_.data(), size_}; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t room() const noexcept { return memory_.size() - size_; }
  /// Something was left out.
  [[nodiscard]] bool overflowed() const noexcept { return overflowed_; }
  /// Drops what was appended since the text had this size.
  void cut(std::size_t size) noexcept {
    if (size > size_) return;
    size_ = size;
    overflowed_ = false;
  }

 private:
  std::span<char> memory_;
  std::size_t size_ = 0;
  bool overflowed_ = false;
};

/// Length of the UTF-8 sequence that `text` begins with, 0 when it begins with none: overlong
/// forms, surrogates and what lies beyond U+10FFFF are none (Unicode 15, table 3-7).
[[nodiscard]] std::size_t utf8_sequence(std::string_view text) noexcept;

}  // namespace shrike
