#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "runtime/error.h"

namespace shrike::fuzz {

inline std::string_view text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Ends the run, which keeps the case, unless `property` holds.
inline void require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", property);
  std::abort();
}

/// The bytes of a case, taken from the front. Mostly by lines, so that a seed is a text to be read
/// and written by hand.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_(text(data, size)) {}

  /// 0 at the end.
  [[nodiscard]] unsigned byte() {
    if (rest_.empty()) return 0;
    const auto first = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return first;
  }

  /// Up to the next line break, which is dropped.
  [[nodiscard]] std::string_view line() {
    const std::size_t end = rest_.find('\n');
    const auto taken = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return taken;
  }

  [[nodiscard]] bool empty() const noexcept { return rest_.empty(); }
  [[nodiscard]] std::string_view rest() const noexcept { return rest_; }

 private:
  std::string_view rest_;
};

/// Runs a parser. Refusing by Error is an answer; anything else that comes out ends the run.
template <class Parser>
int allow_refusal(const Parser& parser) {
  try {
    parser();
  } catch (const Error&) {
    return 0;
  }
  return 0;
}

}  // namespace shrike::fuzz
