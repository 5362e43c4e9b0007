#pragma once

#include <cstdint>
#include <string_view>

namespace shrike::local {

/// What a runtime owes its Runtime API.
enum class ContractRule : std::uint8_t {
  MalformedRequest,
  HeadersTooLarge,
  WrongRequestId,
  WrongInvocationId,
  AnsweredTwice,
  AnsweredAfterRefusal,
  NextWhileRunning,
  NextAfterInitError,
  LateInitError,
  ErrorDocument,
  TruncatedBody,
  ResponseMode,
  LostInvocationId,
  ErrorTypeMissing,
  ErrorTypeForm,
  XrayCause,
  UserAgentMissing,
  NextWithBody,
  NextWithQuery,
  ContentTypeMissing,
  StreamWithLength,
  UnknownCall,
  ExitAfterInitError,
};

enum class Severity : std::uint8_t {
  Breach,  ///< against what Lambda documents, or refused by it: an invocation is lost or confused
  Advice,  ///< allowed, and widely used runtimes do so; something is lost by it
};

struct ContractRuleText {
  ContractRule rule;
  Severity severity;
  std::string_view name;      ///< "answered-twice"
  std::string_view sentence;  ///< what the runtime did, and why that is wrong
};

[[nodiscard]] const ContractRuleText& text_of(ContractRule rule) noexcept;

/// "breach", "advice".
[[nodiscard]] std::string_view to_string(Severity severity) noexcept;

}  // namespace shrike::local
