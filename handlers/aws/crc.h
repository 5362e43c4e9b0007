#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "handlers/aws/crc_fold.h"

namespace shrike {

/// A reflected cyclic redundancy check that starts and ends inverted. S3 checksums every object
/// with one of these, and each image passes through it: 64 bytes a step where the processor can
/// (crc_fold.h), else eight ("slicing-by-8"); Boost.CRC's byte a step costs several times as much.
///
/// `Polynomial` is in reflected form.
template <class Word, Word Polynomial>
class Crc {
 public:
  void update(std::string_view bytes) noexcept {
    constexpr std::size_t kLeastToFold = 4 * kCrcFoldStep;  // below it the tables are as fast
    if (bytes.size() >= kLeastToFold && can_fold_crc()) {
      const auto length = bytes.size() / kCrcFoldStep * kCrcFoldStep;
      const FoldedCrc folded = fold_crc(bytes.substr(0, length), state_, kFoldConstants);
      state_ = 0;
      update_by_tables({folded.data(), folded.size()});
      bytes.remove_prefix(length);
    }
    update_by_tables(bytes);
  }

  [[nodiscard]] Word value() const noexcept { return static_cast<Word>(~state_); }

 private:
  static constexpr std::size_t kSlices = 8;
  using Tables = std::array<std::array<Word, 256>, kSlices>;

  void update_by_tables(std::string_view bytes) noexcept {
    static_assert(std::endian::native == std::endian::little);
    for (; bytes.size() >= kSlices; bytes.remove_prefix(kSlices)) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, bytes.data(), kSlices);
      eight ^= state_;
      state_ = 0;
      for (std::size_t slice = kSlices; slice-- > 0; eight >>= 8U) {
        state_ ^= kTables[slice][eight & 0xFFU];
      }
    }
    for (const char byte : bytes) state_ = step(state_ ^ static_cast<unsigned char>(byte));
  }

  /// The remainder times x, as of a reflected word.
  static constexpr Word times_x(Word remainder) {
    const auto shifted = static_cast<Word>(remainder >> 1U);
    return (remainder & 1U) != 0 ? shifted ^ Polynomial : shifted;
  }

  /// x^exponent mod P.
  static constexpr std::uint64_t power_of_x(unsigned exponent) {
    constexpr unsigned kBits = 8 * sizeof(Word);
    Word remainder = Word{1} << (kBits - 1);
    for (unsigned i = 0; i < exponent; ++i) remainder = times_x(remainder);
    return std::uint64_t{remainder} << (64 - kBits);
  }

  /// One power less than the distance: of two reflected words, the product is the polynomials'
  /// times x.
  static constexpr CrcFoldConstants make_fold_constants() {
    constexpr unsigned kFar = 8 * kCrcFoldStep;
    constexpr unsigned kNear = 8 * sizeof(FoldedCrc);
    return {power_of_x(kFar + 64 - 1), power_of_x(kFar - 1),  //
            power_of_x(kNear + 64 - 1), power_of_x(kNear - 1)};
  }

  /// kTables[n][b]: what the byte b does to the state when n more bytes follow it.
  static constexpr Tables make_tables() {
    Tables tables{};
    for (std::size_t byte = 0; byte < 256; ++byte) {
      auto state = static_cast<Word>(byte);
      for (int bit = 0; bit < 8; ++bit) state = times_x(state);
      tables[0][byte] = state;
    }
    for (std::size_t slice = 1; slice < kSlices; ++slice) {
      for (std::size_t byte = 0; byte < 256; ++byte) {
        const auto before = tables[slice - 1][byte];
        tables[slice][byte] = (before >> 8U) ^ tables[0][before & 0xFFU];
      }
    }
    return tables;
  }

  static Word step(Word state) noexcept { return (state >> 8U) ^ kTables[0][state & 0xFFU]; }

  static constexpr Tables kTables = make_tables();
  static constexpr CrcFoldConstants kFoldConstants = make_fold_constants();

  Word state_ = static_cast<Word>(~Word{0});
};

/// The parameters are those of CRC-32/ISO-HDLC, CRC-32/ISCSI and CRC-64/NVME in the catalogue of
/// parametrised CRC algorithms.
using Crc32 = Crc<std::uint32_t, 0xEDB88320>;
using Crc32c = Crc<std::uint32_t, 0x82F63B78>;
using Crc64Nvme = Crc<std::uint64_t, 0x9A6C9329AC4BC9B5>;

}  // namespace shrike
