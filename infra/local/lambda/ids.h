#pragma once

#include <string>

#include "infra/local/uuid.h"
#include "runtime/clock.h"

namespace shrike::local {

/// `Root=1-<8 hex: seconds>-<24 hex>;Parent=<16 hex>;Sampled=0`: a trace that begins with this
/// invocation. Sampled=0 is what a function with tracing in PassThrough mode gets.
[[nodiscard]] std::string trace_header(TimePoint now, const RandomBits& random);

/// `2026/11/21/[$LATEST]<32 hex>`
[[nodiscard]] std::string log_stream_name(TimePoint now, const RandomBits& random);

}  // namespace shrike::local
