#include "infra/local/s3/copy_object.h"

#include <gtest/gtest.h>

#include "tests/unit/local/s3/service_fixture.h"

namespace shrike::local {
namespace {

class S3CopyOntoItself : public S3ServiceTest {
 protected:
  S3CopyOntoItself() {
    put("/bucket/a", "x",
        {{"x-amz-meta-a", "1"},
         {"x-amz-website-redirect-location", "/b"},
         {"x-amz-tagging", "t=u"}});
  }

  Answer copy(const std::string& header, const std::string& value) {
    return put("/bucket/a", "", {{"x-amz-copy-source", "bucket/a"}, {header, value}});
  }
};

TEST_F(S3CopyOntoItself, ChangesTheStorageClassAlone) {
  EXPECT_EQ(copy("x-amz-storage-class", "STANDARD_IA").status, 200);
  const Answer read = get("/bucket/a");
  EXPECT_EQ(read.header("x-amz-storage-class"), "STANDARD_IA");
  EXPECT_EQ(read.header("x-amz-meta-a"), "1");
  EXPECT_EQ(read.header("x-amz-tagging-count"), "1");
  EXPECT_EQ(read.header("x-amz-website-redirect-location"), "");
  EXPECT_EQ(copy("x-amz-storage-class", "STANDARD").status, 200);
  EXPECT_EQ(get("/bucket/a").header("x-amz-storage-class"), "");
}

TEST_F(S3CopyOntoItself, ChangesEncryptionOrRedirect) {
  EXPECT_EQ(copy("x-amz-server-side-encryption", "AES256").status, 200);
  EXPECT_EQ(copy("x-amz-website-redirect-location", "/c").status, 200);
  EXPECT_EQ(get("/bucket/a").header("x-amz-website-redirect-location"), "/c");
  EXPECT_EQ(copy("x-amz-tagging-directive", "REPLACE").code(), "InvalidRequest");
}

TEST_F(S3CopyOntoItself, LeavesTheStorageClassBehindWhereTheCopyNamesNone) {
  copy("x-amz-storage-class", "STANDARD_IA");
  put("/bucket/b", "", {{"x-amz-copy-source", "bucket/a"}});
  EXPECT_EQ(get("/bucket/b").header("x-amz-storage-class"), "");
}

}  // namespace
}  // namespace shrike::local
