#pragma once

#include <chrono>
#include <memory>

#include "runtime/clock.h"
#include "runtime/middleware.h"

namespace shrike {

/// Warns in the log when an invocation still runs `margin` before its deadline: Lambda's own end to
/// it kills the process, and what it was doing would never be known. The line says how long it ran.
/// Watches from a thread of its own, started with the first invocation.
[[nodiscard]] Middleware watch_deadline(const Clock& clock, std::chrono::milliseconds margin);

}  // namespace shrike
