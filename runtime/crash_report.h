#pragma once

#include <csignal>
#include <cstddef>
#include <string_view>

#include "runtime/log.h"
#include "runtime/telemetry_sink.h"

namespace shrike {

/// From now on, a crash leaves one FATAL line in the log, in the log's own format: what happened,
/// the request id of the invocation under way and the calls that led there. Then the process dies
/// as it would have died, by the same signal or by what handled it before, so that Lambda tells its
/// caller "signal: segmentation fault".
///
/// Crashes are SIGSEGV, SIGABRT, SIGBUS, SIGILL and SIGFPE, and std::terminate, which also tells
/// the exception's type and message. Nothing is allocated after a signal. A stack overflow is told
/// of the calling thread, and of any other that has a CrashStack.
///
/// May be called again, to write elsewhere.
void install_crash_report(const LogDestination& destination, const LogOptions& options);

/// The invocation that the calling thread serves, for the line of a crash; empty for none. At most
/// 128 bytes of it are kept. A crash on a thread that serves none is told of the invocation that is
/// under way elsewhere, if it is the only one.
void set_crash_invocation(std::string_view request_id) noexcept;

/// Memory for the calling thread to tell of its own stack overflow with, as long as it lives.
class CrashStack {
 public:
  CrashStack();
  ~CrashStack();
  CrashStack(const CrashStack&) = delete;
  CrashStack& operator=(const CrashStack&) = delete;
  CrashStack(CrashStack&&) = delete;
  CrashStack& operator=(CrashStack&&) = delete;

 private:
  stack_t own_{};
  stack_t previous_{};
};

}  // namespace shrike
