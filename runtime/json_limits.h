#pragma once

#include <cstddef>
#include <exception>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace shrike {

/// What a JSON text of foreign hands may be made of.
struct JsonLimits {
  /// Levels of arrays and objects; nlohmann-json copies and writes by recursion, so that depth is
  /// what a hostile document would overflow the stack with.
  int depth;
  /// Values of any kind, those that hold others included: one that takes three bytes of text takes
  /// up to a hundred in memory.
  std::size_t values;
};

/// Why a text was not read.
class JsonRefused : public std::exception {
 public:
  enum class Flaw {
    NotJson,         ///< nor UTF-8
    NumberTooLarge,  ///< for a double
    TooDeep,
    TooManyValues,
  };

  JsonRefused(Flaw flaw, std::size_t byte) : flaw_(flaw), byte_(byte) {}

  [[nodiscard]] Flaw flaw() const noexcept { return flaw_; }
  /// How far it was read.
  [[nodiscard]] std::size_t byte() const noexcept { return byte_; }
  [[nodiscard]] const char* what() const noexcept override { return "JSON that is not read"; }

 private:
  Flaw flaw_;
  std::size_t byte_;
};

/// Parses foreign JSON, in time and memory in proportion to its length. Throws JsonRefused, before
/// anything was built, for what is no JSON or is beyond the limits.
[[nodiscard]] nlohmann::json parse_json(std::string_view text, const JsonLimits& limits);

}  // namespace shrike
