#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <optional>
#include <string_view>
#include <system_error>

namespace shrike {

/// The whole number that all of `text` is, in digits of `base`, 2 to 36 (of letters either case).
/// Nothing where anything else stands in it, a blank and a plus sign too, where it is empty or does
/// not fit into Number. A minus is read where Number has a sign.
template <std::integral Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text, int base = 10) noexcept {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number, base);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return number;
}

/// As of a whole number: `0.5`, `-2`, `1e3`. Never an infinity and never NaN, which
/// std::from_chars would read.
template <std::floating_point Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text) noexcept {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end || !std::isfinite(number)) return std::nullopt;
  return number;
}

}  // namespace shrike
