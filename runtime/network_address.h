#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include <netdb.h>

#include "runtime/number.h"

namespace shrike {

/// A port that can be connected to: 1 to 65535, in decimal digits.
[[nodiscard]] inline bool is_port(std::string_view text) noexcept {
  return parse_number<std::uint16_t>(text).value_or(0) > 0;
}

struct FreeAddresses {
  void operator()(addrinfo* list) const noexcept { freeaddrinfo(list); }
};

/// What getaddrinfo() found.
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

}  // namespace shrike
