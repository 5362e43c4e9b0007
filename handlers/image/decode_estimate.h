#pragma once

#include <chrono>
#include <cstdint>

#include "handlers/image/decode_plan.h"
#include "handlers/image/facts.h"

namespace shrike {

/// What carrying out a plan costs.
struct DecodeEstimate {
  /// The most that it takes beside the process itself and the object.
  std::uint64_t memory_bytes = 0;
  /// The least that it takes a processor of its own: half of what was measured, because another may
  /// be twice as fast.
  std::chrono::milliseconds duration{};
};

/// An estimate from the header alone, by format: a baseline JPEG shrinks while loading and streams,
/// a progressive one and an interlaced PNG are held whole, every frame of an animation counts; and
/// by what is made of it. DECODE_BUDGET.md has what it was calibrated with.
///
/// Facts may be of any value: it never overflows, and more pixels never cost less.
[[nodiscard]] DecodeEstimate estimated_decode(const ImageFacts& facts, const DecodePlan& plan);

/// Frames that are decoded: pages of formats without animation never are, but for the first.
[[nodiscard]] double decoded_frames(const ImageFacts& facts, Frames frames);

/// Of a frame as stored; at least one.
[[nodiscard]] double stored_pixels(const ImageFacts& facts);

}  // namespace shrike
