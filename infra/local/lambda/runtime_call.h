#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shrike::local {

/// The calls of the Runtime API, 2018-06-01.
enum class RuntimeCall : std::uint8_t {
  Ping,
  Next,          ///< GET /runtime/invocation/next
  Response,      ///< POST /runtime/invocation/{id}/response
  Error,         ///< POST /runtime/invocation/{id}/error
  InitError,     ///< POST /runtime/init/error
  RestoreNext,   ///< GET /runtime/restore/next, SnapStart only
  RestoreError,  ///< POST /runtime/restore/error, SnapStart only
};

struct RuntimeTarget {
  RuntimeCall call = RuntimeCall::Ping;
  std::string request_id;  ///< of Response and Error, percent-decoded
};

/// What `path` names, as sent, with or without the API's version before it; nothing where the API
/// has no such path.
[[nodiscard]] std::optional<RuntimeTarget> parse_runtime_path(std::string_view path);

/// The one method that the API takes for it: "GET" or "POST".
[[nodiscard]] std::string_view method_of(RuntimeCall call) noexcept;

/// "next", "response", "error", "init-error", "restore-next", "restore-error", "ping".
[[nodiscard]] std::string_view to_string(RuntimeCall call) noexcept;

}  // namespace shrike::local
