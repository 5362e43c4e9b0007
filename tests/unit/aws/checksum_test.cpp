#include "handlers/aws/checksum.h"

#include <string>

#include <gtest/gtest.h>

namespace shrike {
namespace {

std::string checksum_of(std::string_view algorithm, std::string_view bytes) {
  const auto checksum = make_checksum(algorithm);
  checksum->update(bytes.substr(0, bytes.size() / 2));
  checksum->update(bytes.substr(bytes.size() / 2));
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
