#pragma once

#include <cstdint>
#include <string_view>

namespace shrike {

/// The calls of the Runtime API.
enum class RuntimeCall : std::uint8_t {
  Next,
  Response,
  Error,
  InitError,
  RestoreNext,
  RestoreError,
};

/// What a status means for the loop.
enum class Verdict : std::uint8_t {
  Accepted,
  Continue,  ///< This post is lost; the next invocation can still come.
  Exit,      ///< Nothing more can come: the process ends with a status other than 0.
};

/// What a runtime is to do after `status`, and why, in one place. Source: the developer guide,
/// "Using the Lambda runtime API for custom runtimes", and what Lambda's own server does.
[[nodiscard]] Verdict verdict(RuntimeCall call, int status) noexcept;

/// As the call's address ends: "/next", "/response", …
[[nodiscard]] std::string_view to_string(RuntimeCall call) noexcept;

}  // namespace shrike
