#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace shrike {

/// The first directory of a TIFF or BigTIFF, read field by field; what the bytes do not hold is 0.
/// (TIFF 6.0, section 2, and libtiff's BigTIFF)
class TiffDirectory {
 public:
  explicit TiffDirectory(std::string_view bytes);

  /// Whether it is there at all; else it has no fields.
  [[nodiscard]] bool readable() const noexcept { return readable_; }

  [[nodiscard]] bool has(std::uint32_t tag) const { return entry_of(tag).has_value(); }

  /// The first value of a field of whole numbers.
  [[nodiscard]] std::optional<std::uint64_t> first(std::uint32_t tag) const;

  /// The values of a field of whole numbers, `most` of them at most; none where it is not there.
  [[nodiscard]] std::vector<std::uint64_t> values(std::uint32_t tag, std::size_t most) const;

 private:
  /// Where the field's twelve or twenty bytes begin.
  [[nodiscard]] std::optional<std::size_t> entry_of(std::uint32_t tag) const;
  [[nodiscard]] std::uint64_t number(std::uint64_t at, std::size_t size) const;

  std::string_view bytes_;
  bool big_endian_;
  std::size_t word_;  ///< bytes of an offset and of a count: 4, and 8 of a BigTIFF
  std::uint64_t at_ = 0;
  bool readable_ = false;
};

}  // namespace shrike
