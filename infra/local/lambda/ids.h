#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "runtime/clock.h"

namespace shrike::local {

/// 64 random bits a call. Thread-safe.
using RandomBits = std::function<std::uint64_t()>;

/// Seeded by the machine.
[[nodiscard]] RandomBits random_bits();

/// A random UUID (RFC 9562, version 4), as Lambda's request ids are.
[[nodiscard]] std::string uuid(const RandomBits& random);

/// `Root=1-<8 hex: seconds>-<24 hex>;Parent=<16 hex>;Sampled=0`: a trace that begins with this
/// invocation. Sampled=0 is what a function with tracing in PassThrough mode gets.
[[nodiscard]] std::string trace_header(TimePoint now, const RandomBits& random);

/// `2026/11/21/[$LATEST]<32 hex>`
[[nodiscard]] std::string log_stream_name(TimePoint now, const RandomBits& random);

}  // namespace shrike::local
