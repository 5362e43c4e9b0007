#include "infra/local/lambda/platform_errors.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace shrike::local {
namespace {

// As Go spells them, which is what Lambda's supervisor is written in.
constexpr std::array<std::pair<int, std::string_view>, 15> kSignals{{
    {SIGHUP, "hangup"},
    {SIGINT, "interrupt"},
    {SIGQUIT, "quit"},
    {SIGILL, "illegal instruction"},
    {SIGTRAP, "trace/breakpoint trap"},
    {SIGABRT, "aborted"},
    {SIGBUS, "bus error"},
    {SIGFPE, "floating point exception"},
    {SIGKILL, "killed"},
    {SIGUSR1, "user defined signal 1"},
    {SIGSEGV, "segmentation fault"},
    {SIGUSR2, "user defined signal 2"},
    {SIGPIPE, "broken pipe"},
    {SIGALRM, "alarm clock"},
    {SIGTERM, "terminated"},
}};

std::string with_request(std::string_view request_id, std::string_view message) {
  return fmt::format("RequestId: {} Error: {}", request_id, message);
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }

bool has_error_name(std::string_view text, std::string_view prefix) {
  for (auto at = text.find(prefix); at != std::string_view::npos; at = text.find(prefix, at + 1)) {
    const auto name = text.substr(at + prefix.size());
    if (name.size() >= 2 && is_upper(name[0]) && is_letter(name[1])) return true;
  }
  return false;
}

}  // namespace

std::string PlatformError::document() const {
  // Ordered as Lambda sends it; a path in the message may hold bytes that are not UTF-8.
  return nlohmann::ordered_json{{"errorType", type}, {"errorMessage", message}}.dump(
      -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string describe(const ExitStatus& status) {
  if (status.signal == 0) return fmt::format("exit status {}", status.code);
  const auto* const known = std::find_if(kSignals.begin(), kSignals.end(), [&](const auto& entry) {
    return entry.first == status.signal;
  });
  if (known == kSignals.end()) return fmt::format("signal: signal {}", status.signal);
  return fmt::format("signal: {}", known->second);
}

PlatformError exit_error(std::string_view request_id, const ExitStatus& status) {
  const bool quiet = status.signal == 0 && status.code == 0;
  return {"Runtime.ExitError",
          with_request(request_id, quiet ? "Runtime exited without providing a reason"
                                         : "Runtime exited with error: " + describe(status))};
}

PlatformError timeout_error(std::string_view request_id, std::chrono::milliseconds timeout) {
  const auto seconds = std::chrono::duration<double>(timeout).count();
  return {"Sandbox.Timedout",
          with_request(request_id, fmt::format("Task timed out after {:.2f} seconds", seconds))};
}

PlatformError missing_bootstrap(std::string_view request_id,
                                const std::filesystem::path& bootstrap) {
  return {"Runtime.InvalidEntrypoint",
          with_request(request_id,
                       fmt::format("Couldn't find valid bootstrap(s): [{}]", bootstrap.string()))};
}

PlatformError unrunnable_bootstrap(std::string_view request_id,
                                   const std::filesystem::path& bootstrap,
                                   std::string_view reason) {
  return {"Runtime.InvalidEntrypoint",
          with_request(request_id, fmt::format("fork/exec {}: {}", bootstrap.string(), reason))};
}

PlatformError response_too_large(bool streamed) {
  return {"Function.ResponseSizeTooLarge",
          fmt::format("Response payload size exceeded maximum allowed payload size ({} bytes).",
                      payload_limit(streamed))};
}

PlatformError truncated_response(std::string_view request_id) {
  return {"Runtime.TruncatedResponse",
          with_request(request_id, "The runtime's response ended before it was complete")};
}

PlatformError extension_error(std::string_view request_id, const PlatformError& error) {
  return {error.type, with_request(request_id, error.message)};
}

PlatformError contract_breach(std::string_view request_id, std::string_view breach) {
  return {"Runtime.ContractBreach",
          with_request(request_id,
                       fmt::format("The runtime broke the Runtime API's contract: {}", breach))};
}

std::string normalised_error_type(std::string_view header) {
  if (has_error_name(header, "Runtime.") || has_error_name(header, "Function.")) {
    return std::string(header);
  }
  return header.starts_with("Function.") ? "Function.Unknown" : "Runtime.Unknown";
}

}  // namespace shrike::local
