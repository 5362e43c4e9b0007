#include "infra/local/s3/object_headers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infra/local/aws_fault.h"
#include "tests/unit/local/s3/service_fixture.h"

namespace shrike::local {
namespace {

using ::testing::ElementsAre;

class S3ObjectHeaders : public S3ServiceTest {};

TEST_F(S3ObjectHeaders, KeepTheStorageClass) {
  EXPECT_EQ(put("/bucket/k", "x", {{"x-amz-storage-class", "ONEZONE_IA"}}).status, 200);
  put("/bucket/plain", "x", {{"x-amz-storage-class", "STANDARD"}});
  restart();
  EXPECT_EQ(get("/bucket/k").header("x-amz-storage-class"), "ONEZONE_IA");
  EXPECT_EQ(get("/bucket/plain").header("x-amz-storage-class"), "");
  for (const char* listing : {"list-type=2", "prefix=", "versions"}) {
    EXPECT_THAT(send("GET", "/bucket", "", {.query = listing}).elements("StorageClass"),
                ElementsAre("ONEZONE_IA", "STANDARD"))
        << listing;
  }
  EXPECT_EQ(put("/bucket/k", "x", {{"x-amz-storage-class", "PAPER"}}).code(),
            "InvalidStorageClass");
}

TEST_F(S3ObjectHeaders, GiveNobodyRightsButTheBucketsOwner) {
  for (const char* canned : {"private", "bucket-owner-full-control"}) {
    EXPECT_EQ(put("/bucket/k", "x", {{"x-amz-acl", canned}}).status, 200) << canned;
  }
  const Answer refused = put("/bucket/k", "y", {{"x-amz-acl", "public-read"}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.code(), "AccessControlListNotSupported");
  EXPECT_EQ(put("/bucket/k", "y", {{"x-amz-grant-read", "id=\"1\""}}).code(),
            "AccessControlListNotSupported");
  EXPECT_EQ(get("/bucket/k").body, "x");
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string result;
  while (times-- > 0) result += text;
  return result;
}

TEST(CheckTags, CountsCharactersAsUtf16) {
  EXPECT_NO_THROW(check_tags({{repeated("ü", 128), repeated("漢", 256)}}));
  EXPECT_NO_THROW(check_tags({{"k", repeated("🐦", 128)}}));
  EXPECT_THROW(check_tags({{repeated("ü", 129), ""}}), AwsFault);
  EXPECT_THROW(check_tags({{"k", repeated("🐦", 128) + "x"}}), AwsFault);
}

}  // namespace
}  // namespace shrike::local
