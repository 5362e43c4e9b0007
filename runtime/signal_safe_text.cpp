#include "runtime/signal_safe_text.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "runtime/hidden_text.h"

namespace shrike {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

unsigned byte_at(std::string_view text, std::size_t i) noexcept {
  return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
}

}  // namespace

std::size_t utf8_sequence(std::string_view text) noexcept {
  const unsigned first = byte_at(text, 0);
  const unsigned second = byte_at(text, 1);
  if (text.empty()) return 0;
  if (first < 0x80) return 1;
  const std::size_t length = first < 0xC2   ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  const unsigned lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (length == 0 || second < lowest || second > highest) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte_at(text, i) & 0xC0U) != 0x80) return 0;
  }
  return length;
}

void SignalSafeText::append(std::string_view text) noexcept {
  overflowed_ = overflowed_ || text.size() > room();
  if (overflowed_) return;
  std::copy(text.begin(), text.end(), memory_.begin() + static_cast<std::ptrdiff_t>(size_));
  size_ += text.size();
}

void SignalSafeText::append(std::uint64_t number, int base, std::size_t width) noexcept {
  std::array<char, 20> digits{};
  const auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
  const auto count = static_cast<std::size_t>(end - digits.data());
  for (std::size_t i = count; i < width; ++i) append("0");
  append({digits.data(), count});
}

void SignalSafeText::append(TimePoint time) noexcept {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  const auto number = [this](auto value, std::size_t width, std::string_view after) {
    append(static_cast<std::uint64_t>(value), 10, width);
    append(after);
  };
  number(static_cast<int>(date.year()), 4, "-");
  number(static_cast<unsigned>(date.month()), 2, "-");
  number(static_cast<unsigned>(date.day()), 2, "T");
  number(clock.hours().count(), 2, ":");
  number(clock.minutes().count(), 2, ":");
  number(clock.seconds().count(), 2, ".");
  number(clock.subseconds().count(), 3, "Z");
}

void SignalSafeText::append_escaped(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t length = utf8_sequence(text);
    const std::string_view sequence = text.substr(0, std::max<std::size_t>(length, 1));
    if (length == 0) {
      append(kReplacement);
    } else if (sequence == "\n") {
      append("\\n");
    } else if (sequence == "\"" || sequence == "\\") {
      append(sequence == "\"" ? "\\\"" : "\\\\");
    } else if (const auto hidden = hidden_text(sequence)) {
      append("\\u");
      append(*hidden, 16, 4);
    } else {
      append(sequence);
    }
    text.remove_prefix(sequence.size());
  }
}

}  // namespace shrike
