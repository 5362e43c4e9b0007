#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace shrike::local {

/// 64 random bits a call. Thread-safe.
using RandomBits = std::function<std::uint64_t()>;

/// Seeded by the machine.
[[nodiscard]] RandomBits random_bits();

/// A random UUID (RFC 9562, version 4), as AWS's request ids are.
[[nodiscard]] std::string uuid(const RandomBits& random);

}  // namespace shrike::local
