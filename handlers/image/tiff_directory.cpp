#include "handlers/image/tiff_directory.h"

#include <algorithm>

namespace shrike {
namespace {

constexpr std::size_t kVersionAt = 2;
constexpr std::uint64_t kTiff = 42;
constexpr std::uint64_t kBigTiff = 43;
constexpr std::size_t kWord = 4;
constexpr std::size_t kBigWord = 8;

// Of an entry: tag, type, count, and the values or where they are.
constexpr std::size_t kTypeAt = 2;
constexpr std::size_t kCountAt = 4;

std::size_t entry_count_bytes(std::size_t word) { return word == kWord ? 2 : 8; }
std::size_t entry_bytes(std::size_t word) { return kCountAt + 2 * word; }

/// 0 for a type that holds no whole numbers.
std::size_t bytes_of_type(std::uint64_t type) {
  switch (type) {
    case 1:  // BYTE
    case 6:  // SBYTE
      return 1;
    case 3:  // SHORT
    case 8:  // SSHORT
      return 2;
    case 4:   // LONG
    case 9:   // SLONG
    case 13:  // IFD
      return 4;
    case 16:  // LONG8
    case 17:  // SLONG8
    case 18:  // IFD8
      return 8;
    default:
      return 0;
  }
}

}  // namespace

TiffDirectory::TiffDirectory(std::string_view bytes)
    : bytes_(bytes), big_endian_(bytes.starts_with("MM")), word_(kWord) {
  const std::uint64_t version = number(kVersionAt, 2);
  if (version == kBigTiff) word_ = kBigWord;
  at_ = number(word_, word_);  // behind the first word, in both
  readable_ = (version == kTiff || version == kBigTiff) && at_ >= 2 * word_ && at_ < bytes_.size();
}

std::optional<std::uint64_t> TiffDirectory::first(std::uint32_t tag) const {
  const auto found = values(tag, 1);
  if (found.empty()) return std::nullopt;
  return found.front();
}

std::vector<std::uint64_t> TiffDirectory::values(std::uint32_t tag, std::size_t most) const {
  std::vector<std::uint64_t> found;
  const auto entry = entry_of(tag);
  if (!entry) return found;
  const std::size_t size = bytes_of_type(number(*entry + kTypeAt, 2));
  if (size == 0) return found;
  const std::uint64_t count = std::min<std::uint64_t>(number(*entry + kCountAt, word_), most);
  const std::size_t place = *entry + kCountAt + word_;
  const bool within = number(*entry + kCountAt, word_) <= word_ / size;
  const std::uint64_t first = within ? place : number(place, word_);
  for (std::uint64_t i = 0; i < count && first < bytes_.size(); ++i) {
    found.push_back(number(first + i * size, size));
  }
  return found;
}

std::optional<std::size_t> TiffDirectory::entry_of(std::uint32_t tag) const {
  if (!readable_) return std::nullopt;
  const std::uint64_t entries = number(at_, entry_count_bytes(word_));
  std::size_t entry = static_cast<std::size_t>(at_) + entry_count_bytes(word_);
  for (std::uint64_t i = 0; i < entries && entry < bytes_.size(); ++i) {
    if (number(entry, 2) == tag) return entry;
    entry += entry_bytes(word_);
  }
  return std::nullopt;
}

std::uint64_t TiffDirectory::number(std::uint64_t at, std::size_t size) const {
  if (at > bytes_.size() || size > bytes_.size() - at) return 0;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t next = static_cast<std::size_t>(at) + (big_endian_ ? i : size - 1 - i);
    value = value << 8U | static_cast<std::uint8_t>(bytes_[next]);
  }
  return value;
}

}  // namespace shrike
