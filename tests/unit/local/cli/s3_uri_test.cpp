#include "infra/local/cli/s3_uri.h"

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike::local {
namespace {

TEST(S3Uri, IsABucketAndTheBeginningOfKeys) {
  EXPECT_EQ(s3_uri("s3://photos")->bucket, "photos");
  EXPECT_EQ(s3_uri("s3://photos")->prefix, "");
  EXPECT_EQ(s3_uri("s3://photos/")->prefix, "");
  EXPECT_EQ(s3_uri("s3://photos/a b/%20+/")->prefix, "a b/%20+/");
  EXPECT_EQ(s3_uri("s3://photos//a")->prefix, "/a");
}

TEST(S3Uri, APathIsNone) {
  for (const auto* path : {"photos", "s3", "s3:/photos", "./s3://photos", "S3://photos", ""}) {
    EXPECT_FALSE(s3_uri(path)) << path;
  }
}

TEST(S3Uri, NeedsABucket) {
  EXPECT_THROW((void)s3_uri("s3://"), Error);
  EXPECT_THROW((void)s3_uri("s3:///key"), Error);
}

}  // namespace
}  // namespace shrike::local
