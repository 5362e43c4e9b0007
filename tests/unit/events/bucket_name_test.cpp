#include "handlers/events/bucket_name.h"

#include <string>

#include <gtest/gtest.h>

namespace shrike {
namespace {

TEST(BucketName, IsWhatS3Allows) {
  for (const char* name : {"abc", "my-photos.2026", "Old_Style", "0-0"}) {
    EXPECT_TRUE(is_bucket_name(name)) << name;
  }
  EXPECT_TRUE(is_bucket_name(std::string(255, 'a')));
}

TEST(BucketName, CannotNameAnotherHostOrPath) {
  for (const char* name : {"", "ab", "a/b", "a@b", "a:80", "a b", "a?b", "a#b", "a%2Fb",
                           "\xC3\xA9xy", "abc\r\nHost: x"}) {
    EXPECT_FALSE(is_bucket_name(name)) << name;
  }
  EXPECT_FALSE(is_bucket_name(std::string(256, 'a')));
}

}  // namespace
}  // namespace shrike
