#pragma once

#include <compare>
#include <string_view>

namespace shrike {

/// Longer than any that S3 has issued; a sequencer becomes a header value, so it is bounded.
inline constexpr std::size_t kMaxSequencerLength = 128;

/// Hexadecimal digits, 1 … kMaxSequencerLength of them.
[[nodiscard]] bool is_sequencer(std::string_view text) noexcept;

/// Which of two events of the same key is the later one. Lengths differ: the shorter is padded with
/// zeros on its right, then they compare as text without case (S3 User Guide, "Event message
/// structure"). An absent (empty) sequencer is older than, or as old as, every other.
///
/// Says nothing about events of different keys.
[[nodiscard]] std::weak_ordering compare_sequencers(std::string_view left,
                                                    std::string_view right) noexcept;

}  // namespace shrike
