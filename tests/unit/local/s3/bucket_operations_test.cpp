#include "infra/local/s3/bucket_operations.h"

#include <gtest/gtest.h>

#include "tests/unit/local/s3/service_fixture.h"

namespace shrike::local {
namespace {

class S3CreateBucket : public S3ServiceTest {
 protected:
  Answer create(const std::string& constraint) {
    return send("PUT", "/new",
                "<CreateBucketConfiguration><LocationConstraint>" + constraint +
                    "</LocationConstraint></CreateBucketConfiguration>");
  }
};

TEST_F(S3CreateBucket, RefusesALocationThatIsNotTheRegion) {
  const Answer refused = create("eu-west-1");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.code(), "IllegalLocationConstraintException");
  EXPECT_EQ(refused.element("Message"),
            "The eu-west-1 location constraint is incompatible for the region specific endpoint "
            "this request was sent to.");
  // The first region has no name here.
  EXPECT_EQ(create("us-east-1").code(), "InvalidLocationConstraint");
  EXPECT_EQ(send("HEAD", "/new").status, 404);
  EXPECT_EQ(create("").status, 200);
}

TEST_F(S3CreateBucket, RefusesAccessLists) {
  const auto create_with = [&](const char* canned) {
    return send("PUT", "/new", "", {.headers = {{"x-amz-acl", canned}}});
  };
  EXPECT_EQ(create_with("public-read").code(), "InvalidBucketAclWithObjectOwnership");
  EXPECT_EQ(create_with("private").status, 200);
}

TEST_F(S3CreateBucket, TakesTheRegionsOwnNameElsewhere) {
  serve_region("eu-west-1");
  EXPECT_EQ(send("PUT", "/new").element("Message"),
            "The unspecified location constraint is incompatible for the region specific endpoint "
            "this request was sent to.");
  EXPECT_EQ(create("us-west-2").code(), "IllegalLocationConstraintException");
  EXPECT_EQ(create("EU").status, 200);
  EXPECT_EQ(create("eu-west-1").code(), "BucketAlreadyOwnedByYou");
}

}  // namespace
}  // namespace shrike::local
