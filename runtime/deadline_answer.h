#pragma once

#include <string>

#include "runtime/deadline_watch.h"
#include "runtime/host.h"
#include "runtime/renewal.h"

namespace shrike {

/// Ends an invocation that its handler has not: answers it with the error
/// "Function.DeadlineExceeded" over a connection of its own, logs how long it ran and where its
/// handler stands, and lets its worker leave, the process being spent. A response that has begun to
/// stream ends in that error; one whose handler is stuck amid a write stays cut off, which Lambda
/// tells as a truncated response.
///
/// `api` is the "host:port" of the Runtime API. Never throws but for want of memory.
void answer_before_deadline(const WatchedInvocation& invocation, const Host& host,
                            const std::string& api, Renewal& renewal);

}  // namespace shrike
