#pragma once

#include <cstdint>

#include "handlers/image/facts.h"

namespace shrike {

/// What decoding may cost. Derived from the function's memory, or set for tests.
struct DecodeBudget {
  std::uint64_t memory_bytes = 0;

  /// What is left of a function of that size after the process itself and the downloaded object.
  [[nodiscard]] static DecodeBudget for_function(std::uint64_t function_memory_mb,
                                                 std::uint64_t object_bytes);
};

/// An estimate, by format, of the peak memory in bytes that making renditions of at most
/// `largest_side` pixels takes: a baseline JPEG shrinks while loading and streams, a progressive
/// one and an interlaced PNG are held whole, every frame of an animation counts. Calibrated to be
/// somewhat above what was measured.
[[nodiscard]] std::uint64_t estimated_decode_bytes(const ImageFacts& facts, int largest_side,
                                                   bool animated);

/// Throws Error "Image.TooLarge" (Reject), with the estimate and the budget, when the image does
/// not fit, and when it has more pixels to decode than any photograph (a bomb of time).
void require_within_budget(const ImageFacts& facts, int largest_side, bool animated,
                           const DecodeBudget& budget);

}  // namespace shrike
