#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace shrike::bench {

/// A whole file. Throws std::runtime_error.
[[nodiscard]] std::string contents(const std::string& file);

/// Bytes, of a line of /proc/self/status such as "VmHWM:" (the peak) or "VmRSS:" (now). Throws
/// std::runtime_error when there is no such line.
[[nodiscard]] std::uint64_t status_bytes(std::string_view name);

/// Sets the peak of this process back to what is resident now (proc(5), clear_refs).
void forget_peak();

/// Processor time of all threads of this process so far.
[[nodiscard]] double cpu_milliseconds();

}  // namespace shrike::bench
