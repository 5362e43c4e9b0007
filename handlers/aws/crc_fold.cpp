#include "handlers/aws/crc_fold.h"

#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#define SHRIKE_FOLDS __attribute__((target("pclmul")))
#elif defined(__aarch64__)
#include <arm_neon.h>
#include <asm/hwcap.h>
#include <sys/auxv.h>
#define SHRIKE_FOLDS __attribute__((target("+crypto")))
#endif

namespace shrike {

#ifdef SHRIKE_FOLDS

namespace {

#if defined(__x86_64__)

using Block = __m128i;

SHRIKE_FOLDS Block load(const char* bytes) {
  return _mm_loadu_si128(reinterpret_cast<const Block*>(bytes));
}

SHRIKE_FOLDS Block words(std::uint64_t earlier, std::uint64_t later) {
  return _mm_set_epi64x(static_cast<std::int64_t>(later), static_cast<std::int64_t>(earlier));
}

SHRIKE_FOLDS Block sum(Block one, Block other) { return _mm_xor_si128(one, other); }

SHRIKE_FOLDS Block shifted(Block block, Block by) {
  constexpr int kEarlierWords = 0x00;
  constexpr int kLaterWords = 0x11;
  return sum(_mm_clmulepi64_si128(block, by, kEarlierWords),
             _mm_clmulepi64_si128(block, by, kLaterWords));
}

#else

using Block = uint64x2_t;

SHRIKE_FOLDS Block load(const char* bytes) {
  return vreinterpretq_u64_u8(vld1q_u8(reinterpret_cast<const std::uint8_t*>(bytes)));
}

SHRIKE_FOLDS Block words(std::uint64_t earlier, std::uint64_t later) {
  return vcombine_u64(vcreate_u64(earlier), vcreate_u64(later));
}

SHRIKE_FOLDS Block sum(Block one, Block other) { return veorq_u64(one, other); }

SHRIKE_FOLDS Block shifted(Block block, Block by) {
  const poly64x2_t left = vreinterpretq_p64_u64(block);
  const poly64x2_t right = vreinterpretq_p64_u64(by);
  return sum(vreinterpretq_u64_p128(vmull_p64(vgetq_lane_p64(left, 0), vgetq_lane_p64(right, 0))),
             vreinterpretq_u64_p128(vmull_high_p64(left, right)));
}

#endif

}  // namespace

bool can_fold_crc() noexcept {
#if defined(__x86_64__)
  return __builtin_cpu_supports("pclmul") != 0;
#else
  return (getauxval(AT_HWCAP) & HWCAP_PMULL) != 0;
#endif
}

SHRIKE_FOLDS FoldedCrc fold_crc(std::string_view bytes, std::uint64_t state,
                                const CrcFoldConstants& constants) noexcept {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::size_t kBlock = sizeof(Block);
  constexpr std::size_t kSums = kCrcFoldStep / kBlock;
  // Several, for a processor begins a multiplication long before the one before is through.
  Block sums[kSums];  // not std::array, whose template would lose the type's attributes
  for (std::size_t i = 0; i < kSums; ++i) sums[i] = load(bytes.data() + i * kBlock);
  sums[0] = sum(sums[0], words(state, 0));

  const Block far = words(constants.far_earlier, constants.far_later);
  for (bytes.remove_prefix(kCrcFoldStep); !bytes.empty(); bytes.remove_prefix(kCrcFoldStep)) {
    for (std::size_t i = 0; i < kSums; ++i) {
      sums[i] = sum(shifted(sums[i], far), load(bytes.data() + i * kBlock));
    }
  }

  const Block near = words(constants.near_earlier, constants.near_later);
  Block all = sums[0];
  for (std::size_t i = 1; i < kSums; ++i) all = sum(shifted(all, near), sums[i]);
  FoldedCrc folded{};
  std::memcpy(folded.data(), &all, kBlock);
  return folded;
}

#else

bool can_fold_crc() noexcept { return false; }

FoldedCrc fold_crc(std::string_view, std::uint64_t, const CrcFoldConstants&) noexcept { return {}; }

#endif

}  // namespace shrike
