#include "handlers/image/tiff_strips.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace shrike {
namespace {

// TIFF 6.0, section 2; BigTIFF has another version number, and is not looked into.
constexpr std::uint32_t kVersion = 42;
constexpr std::size_t kVersionAt = 2;
constexpr std::size_t kDirectoryAt = 4;
constexpr std::size_t kCountBytes = 2;
constexpr std::size_t kEntryBytes = 12;
constexpr std::size_t kTypeInEntry = 2;
constexpr std::size_t kValueInEntry = 8;
constexpr std::uint32_t kShort = 3;

constexpr std::uint32_t kCompression = 259;
constexpr std::uint32_t kRowsPerStrip = 278;
constexpr std::uint32_t kTileLength = 323;
constexpr std::uint32_t kUncompressed = 1;

/// The first directory, read field by field; behind the end everything is 0.
class Directory {
 public:
  explicit Directory(std::string_view bytes)
      : bytes_(bytes), big_endian_(bytes.starts_with("MM")), at_(number(kDirectoryAt, 4)) {}

  [[nodiscard]] bool readable() const {
    return number(kVersionAt, 2) == kVersion && at_ < bytes_.size();
  }

  /// The first value of a field of numbers.
  [[nodiscard]] std::optional<std::uint32_t> field(std::uint32_t tag) const {
    const std::size_t entries = number(at_, kCountBytes);
    for (std::size_t i = 0; i < entries; ++i) {
      const std::size_t entry = at_ + kCountBytes + i * kEntryBytes;
      if (number(entry, 2) != tag) continue;
      const bool is_short = number(entry + kTypeInEntry, 2) == kShort;
      return number(entry + kValueInEntry, is_short ? 2 : 4);
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::uint32_t number(std::size_t at, std::size_t size) const {
    if (at > bytes_.size() || size > bytes_.size() - at) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t next = big_endian_ ? at + i : at + size - 1 - i;
      value = value << 8U | static_cast<std::uint8_t>(bytes_[next]);
    }
    return value;
  }

  std::string_view bytes_;
  bool big_endian_;
  std::size_t at_;
};

}  // namespace

int tiff_rows_at_once(std::string_view bytes, int height) {
  const Directory directory(bytes);
  if (!directory.readable()) return height;
  if (directory.field(kCompression) == kUncompressed) return 1;
  const auto rows =
      directory.field(kTileLength).value_or(directory.field(kRowsPerStrip).value_or(0));
  const auto all = static_cast<std::uint32_t>(std::max(height, 0));
  return rows == 0 ? height : static_cast<int>(std::min(rows, all));
}

}  // namespace shrike
