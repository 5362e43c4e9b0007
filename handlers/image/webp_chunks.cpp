#include "handlers/image/webp_chunks.h"

#include <cstddef>
#include <cstdint>

namespace shrike {
namespace {

constexpr std::size_t kFirstChunk = 12;  // behind RIFF, its size and WEBP
constexpr std::size_t kName = 4;
constexpr std::size_t kNameAndLength = 8;

std::uint64_t little_endian(std::string_view four) {
  std::uint64_t value = 0;
  for (std::size_t i = four.size(); i > 0; --i) {
    value = value << 8U | static_cast<std::uint8_t>(four[i - 1]);
  }
  return value;
}

}  // namespace

bool is_lossless_webp(std::string_view bytes) {
  std::uint64_t at = kFirstChunk;
  while (at + kNameAndLength <= bytes.size()) {
    const std::string_view chunk = bytes.substr(static_cast<std::size_t>(at));
    const std::string_view name = chunk.substr(0, kName);
    if (name == "VP8 ") return false;
    if (name == "VP8L" || name == "ANMF") return true;
    const std::uint64_t length = little_endian(chunk.substr(kName, 4));
    at += kNameAndLength + length + length % 2;  // the next begins at an even place
  }
  return true;
}

}  // namespace shrike
