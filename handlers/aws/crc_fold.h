#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace shrike {

/// Of a reflected CRC's polynomial: x^n mod P for the distances that fold_crc shifts by, each as a
/// 64-bit word whose top bit is x^0.
struct CrcFoldConstants {
  /// Over 64 bytes and over 16: of the earlier eight bytes of a block, and of the later.
  std::uint64_t far_earlier, far_later;
  std::uint64_t near_earlier, near_later;
};

inline constexpr std::size_t kCrcFoldStep = 64;  // bytes
using FoldedCrc = std::array<char, 16>;

/// Whether this processor multiplies without carries: PCLMULQDQ of x86-64, PMULL of AArch64.
[[nodiscard]] bool can_fold_crc() noexcept;

/// Sixteen bytes with the same remainder as `bytes`, with `state` added to the first of them.
///
/// `bytes` is a multiple of kCrcFoldStep long, and not empty; only where can_fold_crc(). The method
/// is that of Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ
/// Instruction" (Intel, 2009), for reflected polynomials.
[[nodiscard]] FoldedCrc fold_crc(std::string_view bytes, std::uint64_t state,
                                 const CrcFoldConstants& constants) noexcept;

}  // namespace shrike
