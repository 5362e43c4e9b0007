#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace shrike::local {

/// Request and response of a synchronous invocation: 6 MiB and a hundred bytes.
inline constexpr std::uint64_t kMaxPayload = 6'291'556;
/// A response that is streamed to its caller: 200 MiB.
inline constexpr std::uint64_t kMaxStreamedPayload = 209'715'200;

[[nodiscard]] constexpr std::uint64_t payload_limit(bool streamed) noexcept {
  return streamed ? kMaxStreamedPayload : kMaxPayload;
}

/// How a process ended.
struct ExitStatus {
  int code = 0;
  int signal = 0;  ///< 0 when it exited of itself
};

/// An error that Lambda itself reports in the function's place. `document()` is what the caller
/// gets.
struct PlatformError {
  std::string type;
  std::string message;

  [[nodiscard]] std::string document() const;
};

/// "exit status 1", "signal: segmentation fault", in Lambda's words.
[[nodiscard]] std::string describe(const ExitStatus& status);

[[nodiscard]] PlatformError exit_error(std::string_view request_id, const ExitStatus& status);
[[nodiscard]] PlatformError timeout_error(std::string_view request_id,
                                          std::chrono::milliseconds timeout);
/// No executable `bootstrap`.
[[nodiscard]] PlatformError missing_bootstrap(std::string_view request_id,
                                              const std::filesystem::path& bootstrap);
/// `bootstrap` is there and the system refuses to run it; `reason` such as "exec format error".
[[nodiscard]] PlatformError unrunnable_bootstrap(std::string_view request_id,
                                                 const std::filesystem::path& bootstrap,
                                                 std::string_view reason);
/// The answer was over its limit.
[[nodiscard]] PlatformError response_too_large(bool streamed = false);
/// The connection ended before the answer did.
[[nodiscard]] PlatformError truncated_response(std::string_view request_id);

/// An extension failed; `error` as it gave it, without the request.
[[nodiscard]] PlatformError extension_error(std::string_view request_id,
                                            const PlatformError& error);
/// Strict mode: the runtime did what its contract does not allow.
[[nodiscard]] PlatformError contract_breach(std::string_view request_id, std::string_view breach);

/// What Lambda makes of Lambda-Runtime-Function-Error-Type: kept where it has a part like
/// `Runtime.Name` or `Function.Name`, else `Function.Unknown` or `Runtime.Unknown`.
[[nodiscard]] std::string normalised_error_type(std::string_view header);

}  // namespace shrike::local
