#include "handlers/image/png_chunks.h"

#include <algorithm>
#include <cstddef>

namespace shrike {
namespace {

constexpr std::size_t kSignature = 8;
constexpr std::size_t kLengthAndName = 8;
constexpr std::size_t kChecksum = 4;
constexpr std::uint64_t kDeflateRatio = 1032;       // zlib's own figure
constexpr std::uint64_t kMostOfAChunk = 8'000'000;  // PNG_USER_CHUNK_MALLOC_MAX

std::uint32_t big_endian(std::string_view four) {
  std::uint32_t value = 0;
  for (const char byte : four) value = value << 8U | static_cast<std::uint8_t>(byte);
  return value;
}

/// Of an iTXt: keyword, a zero, and then 1 for a compressed text.
bool says_compressed(std::string_view data) {
  const auto flag = data.find('\0');
  return flag != std::string_view::npos && flag + 1 < data.size() && data[flag + 1] != 0;
}

bool is_compressed(std::string_view name, std::string_view data) {
  return name == "zTXt" || name == "iCCP" || (name == "iTXt" && says_compressed(data));
}

}  // namespace

std::uint64_t most_png_metadata_bytes(std::string_view bytes) {
  std::uint64_t total = 0;
  std::size_t at = kSignature;
  while (bytes.size() >= kLengthAndName && at <= bytes.size() - kLengthAndName) {
    const std::uint64_t length = big_endian(bytes.substr(at, 4));
    const auto data = bytes.substr(at + kLengthAndName, length);
    if (is_compressed(bytes.substr(at + 4, 4), data)) {
      total += std::min(length * kDeflateRatio, kMostOfAChunk);
    }
    at += kLengthAndName + length + kChecksum;
  }
  return total;
}

}  // namespace shrike
