#include "handlers/aws/checksum.h"

#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "runtime/base64.h"

namespace shrike {
namespace {

std::string checksum_of(std::string_view algorithm, std::string_view bytes) {
  const auto checksum = make_checksum(algorithm);
  // Unevenly, so that pieces are long, short and in between.
  checksum->update(bytes.substr(0, bytes.size() / 8));
  checksum->update(bytes.substr(bytes.size() / 8));
  return checksum->base64();
}

TEST(Checksum, GivesTheCatalogueCheckValues) {
  // Of "123456789": CBF43926, E3069283, AE8B14860A799888.
  EXPECT_EQ(checksum_of("crc32", "123456789"), "y/Q5Jg==");
  EXPECT_EQ(checksum_of("crc32c", "123456789"), "4waSgw==");
  EXPECT_EQ(checksum_of("crc64nvme", "123456789"), "rosUhgp5mIg=");
}

TEST(Checksum, AgreesWithWhatS3Answers) {
  EXPECT_EQ(checksum_of("crc32", "hello"), "NhCmhg==");
  EXPECT_EQ(checksum_of("sha1", ""), "2jmj7l5rSw0yVb/vlWAYkK/YBwk=");
  EXPECT_EQ(checksum_of("sha256", ""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

TEST(Checksum, DoesNotDependOnHowTheBytesAreCut) {
  std::string bytes;
  for (int index = 0; index < 1000; ++index) bytes += static_cast<char>(index * 7 + index / 256);
  for (const auto* algorithm : {"crc32", "crc32c", "crc64nvme"}) {
    const auto whole = checksum_of(algorithm, bytes);
    for (std::size_t piece = 1; piece < 20; ++piece) {
      const auto checksum = make_checksum(algorithm);
      for (std::size_t at = 0; at < bytes.size(); at += piece) {
        checksum->update(std::string_view(bytes).substr(at, piece));
      }
      EXPECT_EQ(checksum->base64(), whole) << algorithm << " by " << piece;
    }
  }
}

/// By the definition: a bit a step.
template <typename Word>
std::string bitwise_crc(std::string_view bytes, Word polynomial) {
  Word state = ~Word{0};
  for (const char byte : bytes) {
    state ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) {
      state = (state & 1U) != 0 ? (state >> 1U) ^ polynomial : state >> 1U;
    }
  }
  std::string big_endian;
  for (std::size_t bits = 8 * sizeof(Word); bits > 0; bits -= 8) {
    big_endian += static_cast<char>(static_cast<Word>(~state) >> (bits - 8) & 0xFFU);
  }
  return base64_encode(big_endian);
}

TEST(Checksum, IsTheDefinitionsForEveryLengthAndPlaceInMemory) {
  constexpr std::size_t kLongest = 700;
  constexpr std::size_t kPlaces = 5;
  std::string bytes;
  for (std::size_t i = 0; i < kLongest + kPlaces; ++i) bytes += static_cast<char>(i * i * 31 + i);
  for (std::size_t length = 0; length <= kLongest; ++length) {
    const auto part = std::string_view(bytes).substr(length % kPlaces, length);
    ASSERT_EQ(checksum_of("crc32", part), bitwise_crc<std::uint32_t>(part, 0xEDB88320)) << length;
    ASSERT_EQ(checksum_of("crc32c", part), bitwise_crc<std::uint32_t>(part, 0x82F63B78)) << length;
    ASSERT_EQ(checksum_of("crc64nvme", part), bitwise_crc<std::uint64_t>(part, 0x9A6C9329AC4BC9B5))
        << length;
  }
}

TEST(Checksum, KnowsNoOthers) {
  EXPECT_EQ(make_checksum("xxhash64"), nullptr);
  EXPECT_EQ(make_checksum(""), nullptr);
}

TEST(StatedChecksum, IsTheFirstThatCoversTheWholeObject) {
  const auto stated = stated_checksum({{"x-amz-checksum-sha256", "s"},
                                       {"X-Amz-Checksum-CRC32", "c"},
                                       {"x-amz-checksum-type", "FULL_OBJECT"}});
  ASSERT_TRUE(stated);
  EXPECT_EQ(stated->algorithm, "crc32");
  EXPECT_EQ(stated->base64, "c");
}

TEST(StatedChecksum, LeavesCompositesAlone) {
  EXPECT_FALSE(
      stated_checksum({{"x-amz-checksum-crc32", "c"}, {"x-amz-checksum-type", "COMPOSITE"}}));
  EXPECT_FALSE(stated_checksum({{"x-amz-checksum-sha256", "abc=-3"}}));
  EXPECT_FALSE(stated_checksum({{"x-amz-checksum-xxhash3", "abc="}}));
  EXPECT_FALSE(stated_checksum({}));
}

}  // namespace
}  // namespace shrike
