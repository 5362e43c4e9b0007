#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "runtime/clock.h"

namespace shrike::local {

/// The largest reservation that is taken for a number; an account has less.
inline constexpr int kMaxReservedConcurrency = 1'000'000;

/// What a function's asynchronous invocations are to meet with; what is not set is Lambda's
/// default.
struct EventInvokeConfig {
  std::optional<int> maximum_retry_attempts;              ///< 0 … 2
  std::optional<std::chrono::seconds> maximum_event_age;  ///< 60 … 21,600
  std::string on_success;                                 ///< ARN; empty: none
  std::string on_failure;                                 ///< ARN; empty: none
  TimePoint last_modified{};
};

/// Changes `config` to what the body of Put- or UpdateFunctionEventInvokeConfig says; what it does
/// not mention stays. `function_arn` is the function's own, without qualifier, which cannot be its
/// own destination. Throws AwsFault SerializationException, ValidationException or
/// InvalidParameterValueException (400).
void apply_event_invoke_config(EventInvokeConfig& config, std::string_view body,
                               std::string_view function_arn);

/// As Get-, Put- and UpdateFunctionEventInvokeConfig answer.
[[nodiscard]] nlohmann::ordered_json document_of(const EventInvokeConfig& config,
                                                 std::string_view function_arn);

/// Throws AwsFault InvalidParameterValueException (400) unless `arn` names a function, queue, topic
/// or event bus; a bucket where `bucket_allowed`. Empty is allowed: none.
void check_destination(std::string_view arn, bool bucket_allowed, std::string_view function_arn);

}  // namespace shrike::local
