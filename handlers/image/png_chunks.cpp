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

/// Calls `visit` with each chunk's name, where its data begin, and how many they are to be; until
/// that says to stop.
template <class Visit>
void for_each_chunk(std::string_view bytes, const Visit& visit) {
  std::size_t at = kSignature;
  while (bytes.size() >= kLengthAndName && at <= bytes.size() - kLengthAndName) {
    const std::uint64_t length = big_endian(bytes.substr(at, 4));
    if (!visit(bytes.substr(at + 4, 4), at + kLengthAndName, length)) return;
    at += kLengthAndName + length + kChecksum;
  }
}

}  // namespace

std::uint64_t most_png_metadata_bytes(std::string_view bytes) {
  std::uint64_t total = 0;
  for_each_chunk(bytes, [&](std::string_view name, std::size_t data, std::uint64_t length) {
    if (is_compressed(name, bytes.substr(data, length))) {
      total += std::min(length * kDeflateRatio, kMostOfAChunk);
    }
    return true;
  });
  return total;
}

std::optional<std::size_t> png_header_size(std::string_view beginning) {
  std::optional<std::size_t> size;
  for_each_chunk(beginning, [&](std::string_view name, std::size_t data, std::uint64_t) {
    if (name == "IDAT") size = data;
    return name != "IDAT";
  });
  return size;
}

std::string png_without_exif(std::string_view bytes) {
  std::string kept;
  std::size_t copied = 0;
  for_each_chunk(bytes, [&](std::string_view name, std::size_t data, std::uint64_t length) {
    if (name == "eXIf") {
      kept += bytes.substr(copied, data - kLengthAndName - copied);
      copied = std::min<std::size_t>(data + length + kChecksum, bytes.size());
    }
    return true;
  });
  return kept.append(bytes.substr(copied));
}

}  // namespace shrike
