#include "handlers/image/webp_chunks.h"

#include <string>

#include <gtest/gtest.h>

namespace shrike {
namespace {

using namespace std::string_literals;

std::string chunk(const std::string& name, std::size_t length, std::uint32_t stated) {
  std::string bytes = name;
  for (unsigned shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(stated >> shift);
  return bytes + std::string(length + length % 2, 'x');
}

std::string chunk(const std::string& name, std::size_t length) {
  return chunk(name, length, static_cast<std::uint32_t>(length));
}

std::string webp(const std::string& chunks) { return "RIFF\0\0\0\0WEBP"s + chunks; }

TEST(WebpChunks, TellLossyBehindAnythingThatMayComeBefore) {
  EXPECT_FALSE(is_lossless_webp(webp(chunk("VP8 ", 100))));
  const std::string extended = chunk("VP8X", 10);
  EXPECT_FALSE(is_lossless_webp(webp(extended + chunk("VP8 ", 100))));
  EXPECT_FALSE(is_lossless_webp(webp(extended + chunk("ICCP", 3'145) + chunk("VP8 ", 100))));
  EXPECT_FALSE(is_lossless_webp(webp(extended + chunk("ALPH", 9'001) + chunk("VP8 ", 100))));
}

TEST(WebpChunks, TellLossless) {
  EXPECT_TRUE(is_lossless_webp(webp(chunk("VP8L", 100))));
  EXPECT_TRUE(is_lossless_webp(webp(chunk("VP8X", 10) + chunk("ICCP", 501) + chunk("VP8L", 9))));
  const std::string misleading = chunk("ICCP", 0, 8) + "VP8 \0\0\0\0"s;
  EXPECT_TRUE(is_lossless_webp(webp(chunk("VP8X", 10) + misleading + chunk("VP8L", 9))));
}

TEST(WebpChunks, TakeWhatCannotBeSeenForLossless) {
  EXPECT_TRUE(is_lossless_webp(webp(chunk("VP8X", 10) + chunk("ANMF", 24) + chunk("VP8 ", 9))));
  EXPECT_TRUE(is_lossless_webp(webp("")));
  EXPECT_TRUE(is_lossless_webp(""));
  for (const std::uint32_t lie : {0xFFFF'FFFFU, 0xFFFF'FFFEU, 0xFFFF'FFF0U, 0x7FFF'FFFFU, 200U}) {
    EXPECT_TRUE(is_lossless_webp(webp(chunk("ICCP", 16, lie) + chunk("VP8 ", 100)))) << lie;
  }
  const std::string whole = webp(chunk("VP8X", 10) + chunk("ICCP", 40) + chunk("VP8 ", 10));
  for (std::size_t size = 0; size + 18 < whole.size(); ++size) {
    EXPECT_TRUE(is_lossless_webp(whole.substr(0, size))) << size;
  }
}

}  // namespace
}  // namespace shrike
