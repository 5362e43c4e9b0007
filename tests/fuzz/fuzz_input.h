#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "runtime/error.h"

namespace shrike::fuzz {

inline std::string_view text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

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
