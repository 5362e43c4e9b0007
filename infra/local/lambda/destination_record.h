#pragma once

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "infra/local/lambda/async_policy.h"
#include "infra/local/lambda/service.h"
#include "runtime/clock.h"

namespace shrike::local {

/// How an asynchronous invocation ended.
struct AsyncEnd {
  std::string request_id;
  std::string function_arn;  ///< without qualifier
  std::string payload;
  AsyncCondition condition = AsyncCondition::Success;
  int invocations = 0;
  std::optional<InvocationResult> result;  ///< the last; none where the function never saw it
};

/// What a destination gets: "version": "1.0", with the request, what became of it, and the answer.
[[nodiscard]] nlohmann::ordered_json destination_record(const AsyncEnd& end, TimePoint now);

/// What a dead-letter queue or topic gets, as SendMessage spells it: the event itself, and in its
/// attributes the request id, the error's status and its message.
[[nodiscard]] nlohmann::ordered_json dead_letter(const AsyncEnd& end);

}  // namespace shrike::local
