#pragma once

#include <chrono>
#include <cstdint>

#include "handlers/image/decode_estimate.h"  // IWYU pragma: export
#include "handlers/image/decode_plan.h"      // IWYU pragma: export
#include "handlers/image/facts.h"

namespace shrike {

/// The time that decoding may take.
struct DecodeTime {
  std::chrono::milliseconds remaining = std::chrono::milliseconds::max();  ///< until the answer
  std::chrono::milliseconds whole = std::chrono::milliseconds::max();      ///< of an invocation
  double processors = 1;  ///< that the function has; below 1 a share of one
};

/// Processors that a function has: Lambda gives one at 1,769 MB ("Configure Lambda function
/// memory"), more and less in proportion; where it is not Lambda, all that the process may run on.
[[nodiscard]] double processors_of_function(std::uint64_t function_memory_mb,
                                            bool cpu_follows_memory);

/// How many threads keep so many processors busy: a share of one counts as one.
[[nodiscard]] int threads_for(double processors);

/// What decoding may cost. Derived from the function's memory and time, or set for tests.
struct DecodeBudget {
  std::uint64_t memory_bytes = 0;
  DecodeTime time = {};

  /// What is left of a function of that size after the process itself and the downloaded object.
  [[nodiscard]] static DecodeBudget for_function(std::uint64_t function_memory_mb,
                                                 std::uint64_t object_bytes);
};

/// Throws Error, with the estimate and the budget, when the plan does not fit: "Image.TooLarge"
/// (Reject) for memory, for more time than a whole invocation has, and for more pixels than any
/// photograph (a bomb); "Function.DeadlineExceeded" (Retry) when only too little of the
/// invocation's time is left.
void require_within_budget(const ImageFacts& facts, const DecodePlan& plan,
                           const DecodeBudget& budget);

}  // namespace shrike
