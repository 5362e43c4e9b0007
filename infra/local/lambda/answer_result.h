#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "infra/local/lambda/platform_errors.h"
#include "infra/local/lambda/runtime_answer.h"
#include "infra/local/lambda/service.h"

namespace shrike::local {

/// Puts what the runtime posted into the result of its invocation; what Lambda says in its place
/// where that is no answer.
[[nodiscard]] std::optional<PlatformError> put_answer(RuntimeAnswer answer,
                                                      std::chrono::milliseconds timeout,
                                                      InvocationResult& result);

/// Makes an error of the platform the result.
void put_error(const PlatformError& error, InvocationResult& result);

}  // namespace shrike::local
