#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/local/lambda/runtime_call.h"

namespace shrike::local {

/// What can go wrong with a call of the Runtime API.
enum class FaultKind : std::uint8_t {
  Drop,       ///< the connection closes; nothing was read, waited for or changed
  DropAfter,  ///< the call takes effect and the connection closes in place of the answer
  Status,     ///< refused with this status, in Lambda's words
  Slow,       ///< the answer comes in dribs and drabs
  Cut,        ///< the body ends before its Content-Length, with the connection
  Missing,    ///< the answer lacks a header
  Repeat,     ///< a header comes twice, with two values
  Malformed,  ///< a header line without a colon
  Huge,       ///< a header of many bytes
  Garbage,    ///< bytes that are not HTTP, then the connection closes
  Stale,      ///< the invocation is withdrawn: its answer is refused, it comes again under a new id
};

/// One thing to go wrong.
struct Fault {
  RuntimeCall call = RuntimeCall::Next;
  std::uint64_t nth = 0;  ///< 1 is the first call of its kind; 0: every one
  FaultKind kind = FaultKind::Drop;
  /// Status: 400, 403, 410, 413 or 500. Slow: milliseconds between two pieces. Cut: bytes of the
  /// body that still come, half of them where none are named. Huge: bytes of the header's value.
  std::optional<std::uint64_t> number;
  std::string header;  ///< of Missing and Repeat

  bool operator==(const Fault&) const = default;
};

/// Reads a list of faults, separated by commas or blanks:
///
///     <call>[#<n>]:<fault>[=<value>]
///
///     call   next, response, error, init-error
///     n      the n-th such call that any runtime makes, from 1; without it every one
///     fault  drop, drop-after, status=<400|403|410|413|500>, slow[=<ms, 1…1000>], cut[=<bytes>],
///            missing=<header>, repeat=<header>, malformed, huge[=<bytes, up to 16 MiB>], garbage,
///            stale (of next only)
///
/// as in `next#2:status=500, response:drop-after`. A 413 takes the invocation's answer for one that
/// is too large, a 410 for one that comes too late; any other status leaves the invocation as it
/// was. Throws Error "Fault.Invalid" (Reject), which names the fault and what is allowed.
[[nodiscard]] std::vector<Fault> parse_faults(std::string_view text);

/// As parse_faults() reads it.
[[nodiscard]] std::string to_string(const Fault& fault);

/// Counts calls and says which of them go wrong. Of several faults that are due, the one that was
/// named first. Thread-safe.
class FaultPlan {
 public:
  explicit FaultPlan(std::vector<Fault> faults) : faults_(std::move(faults)) {}

  /// The next call of this kind has arrived.
  [[nodiscard]] std::optional<Fault> due(RuntimeCall call);

 private:
  std::vector<Fault> faults_;
  std::mutex mutex_;
  std::array<std::uint64_t, 8> calls_{};  ///< by RuntimeCall
};

}  // namespace shrike::local
