#pragma once

#include <chrono>
#include <vector>

#include <pthread.h>

#include "runtime/failure.h"

namespace shrike {

/// The calls that another thread of this process stands in, innermost first. Empty when it does not
/// say so within `patience`: it blocks signals, or waits where none reaches it.
///
/// Interrupts the thread with SIGURG, which nobody else uses for anything; what it waits for in the
/// kernel may end early.
[[nodiscard]] std::vector<StackFrame> stack_of_thread(pthread_t thread,
                                                      std::chrono::milliseconds patience);

}  // namespace shrike
