#include <gmock/gmock.h>

#include "handlers/aws/checksum.h"
#include "infra/local/aws_fault.h"
#include "tests/unit/local/s3/service_fixture.h"

namespace shrike::local {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

/// The service with a function that calls it; the account may do everything.
class S3AccessTest : public S3ServiceTest {
 protected:
  /// Makes the next requests the function's, whose role has one policy with these statements.
  void call_as_function(const std::string& statements) {
    credentials_ = {"ASIAFUNCTION", "function's secret", "token"};
    access_.add(
        {.function = "thumbs",
         .handler = "process",
         .role = "role",
         .log_group = "/aws/lambda/thumbs",
         .credentials = credentials_,
         .policies = parse_role_policies("thumbs", {R"({"Statement": [)" + statements + "]}"})});
  }

  static std::string allow(const std::string& action, const std::string& resource) {
    return R"({"Effect": "Allow", "Action": ")" + action + R"(", "Resource": "arn:aws:s3:::)" +
           resource + "\"}";
  }

  void expect_denied(const Answer& answer, const std::string& action) {
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(answer.code(), "AccessDenied");
    EXPECT_THAT(answer.element("Message"),
                HasSubstr(":assumed-role/role/thumbs is not authorized to perform: " + action +
                          " on resource: \"arn:aws:s3:::"));
    EXPECT_THAT(answer.element("Message"),
                EndsWith("because no identity-based policy allows the " + action + " action"));
  }
};

TEST_F(S3AccessTest, LetsAFunctionDoWhatItsRoleSaysAndNothingElse) {
  put("/bucket/in/a.jpg", "pixels");
  call_as_function(allow("s3:GetObject", "bucket/in/*") + ", " +
                   allow("s3:PutObject", "bucket/out/*"));
  EXPECT_EQ(get("/bucket/in/a.jpg").body, "pixels");
  EXPECT_EQ(send("HEAD", "/bucket/in/a.jpg").status, 200);
  EXPECT_EQ(put("/bucket/out/a.jpg", "thumb").status, 200);
  expect_denied(put("/bucket/in/a.jpg", "over"), "s3:PutObject");
  expect_denied(get("/bucket/out/a.jpg"), "s3:GetObject");
  expect_denied(send("DELETE", "/bucket/in/a.jpg"), "s3:DeleteObject");
  expect_denied(send("GET", "/bucket", "", {.query = "list-type=2"}), "s3:ListBucket");
  expect_denied(send("PUT", "/bucket", "", {.query = "versioning"}), "s3:PutBucketVersioning");
  EXPECT_EQ(send("GET", "/").status, 403);
}

TEST_F(S3AccessTest, DemandsTheRightSessionToken) {
  call_as_function(allow("s3:GetObject", "*"));
  credentials_.session_token = "another";
  EXPECT_EQ(get("/bucket/a").code(), "InvalidToken");
  credentials_.session_token.clear();
  EXPECT_EQ(get("/bucket/a").code(), "InvalidToken");
  credentials_ = {"ASIAFUNCTION", "another secret", "token"};
  EXPECT_EQ(get("/bucket/a").code(), "SignatureDoesNotMatch");
}

TEST_F(S3AccessTest, TellsAMissingKeyOnlyToWhoMayListTheBucket) {
  call_as_function(allow("s3:GetObject", "bucket/*"));
  expect_denied(get("/bucket/missing"), "s3:ListBucket");
  EXPECT_EQ(send("HEAD", "/bucket/missing").status, 403);
  call_as_function(allow("s3:GetObject", "bucket/*") + ", " + allow("s3:ListBucket", "bucket"));
  EXPECT_EQ(get("/bucket/missing").code(), "NoSuchKey");
  EXPECT_EQ(send("HEAD", "/bucket/missing").status, 404);
}

TEST_F(S3AccessTest, AsksForVersionsByTheirOwnAction) {
  create_versioned_bucket("kept");
  const auto version = put("/kept/a", "one").header("x-amz-version-id");
  const RequestOptions of_version{.query = "versionId=" + version};
  call_as_function(allow("s3:GetObject", "kept/*") + ", " + allow("s3:DeleteObject", "kept/*") +
                   ", " + allow("s3:GetObjectTagging", "kept/*"));
  EXPECT_EQ(get("/kept/a").status, 200);
  expect_denied(send("GET", "/kept/a", "", of_version), "s3:GetObjectVersion");
  expect_denied(send("DELETE", "/kept/a", "", of_version), "s3:DeleteObjectVersion");
  const RequestOptions tags_of_version{.query = "tagging&versionId=" + version};
  expect_denied(send("GET", "/kept/a", "", tags_of_version), "s3:GetObjectVersionTagging");
}

TEST_F(S3AccessTest, AsksForAReadWhereAWriteDependsOnWhatIsThere) {
  const auto etag = put("/bucket/a", "one").header("etag");
  call_as_function(allow("s3:PutObject", "bucket/*") + ", " + allow("s3:DeleteObject", "bucket/*"));
  expect_denied(put("/bucket/a", "two", {{"If-Match", etag}}), "s3:GetObject");
  expect_denied(send("DELETE", "/bucket/a", "", {.headers = {{"If-Match", etag}}}), "s3:GetObject");
  EXPECT_EQ(put("/bucket/new", "one", {{"If-None-Match", "*"}}).status, 200);
  EXPECT_EQ(send("DELETE", "/bucket/new", "", {.headers = {{"If-Match", "*"}}}).status, 204);
}

TEST_F(S3AccessTest, AsksForBothEndsOfACopy) {
  put("/bucket/from", "bytes");
  const std::vector<std::pair<std::string, std::string>> copy{
      {"x-amz-copy-source", "/bucket/from"}};
  call_as_function(allow("s3:PutObject", "bucket/*"));
  expect_denied(put("/bucket/to", "", copy), "s3:GetObject");
  call_as_function(allow("s3:GetObject", "bucket/from"));
  expect_denied(put("/bucket/to", "", copy), "s3:PutObject");
  call_as_function(allow("s3:GetObject", "bucket/*") + ", " + allow("s3:PutObject", "bucket/to"));
  EXPECT_EQ(put("/bucket/to", "", copy).status, 200);
}

TEST_F(S3AccessTest, AsksForEachObjectOfADeletionItself) {
  put("/bucket/mine", "a");
  put("/bucket/other", "b");
  call_as_function(allow("s3:DeleteObject", "bucket/mine"));
  const std::string body =
      "<Delete><Object><Key>mine</Key></Object><Object><Key>other</Key></Object></Delete>";
  const auto checksum = make_checksum("crc32");
  checksum->update(body);
  const auto answer =
      send("POST", "/bucket", body,
           {.query = "delete", .headers = {{"x-amz-checksum-crc32", checksum->base64()}}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.elements("Key"), (std::vector<std::string>{"mine", "other"}));
  EXPECT_EQ(answer.elements("Code"), std::vector<std::string>{"AccessDenied"});
  EXPECT_EQ(folder_.text("bucket/other"), "b");
}

TEST_F(S3AccessTest, KnowsThePrefixThatAListingAsksFor) {
  call_as_function(
      R"({"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::bucket",
          "Condition": {"StringLike": {"s3:prefix": "in/*"}}})");
  EXPECT_EQ(send("GET", "/bucket", "", {.query = "list-type=2&prefix=in%2Fa"}).status, 200);
  EXPECT_EQ(send("GET", "/bucket", "", {.query = "list-type=2&prefix=out%2F"}).status, 403);
  EXPECT_EQ(send("GET", "/bucket", "", {.query = "list-type=2"}).status, 403);
}

TEST_F(S3AccessTest, AsksForTaggingAndAclsThatComeWithAnUpload) {
  call_as_function(allow("s3:PutObject", "bucket/*"));
  expect_denied(put("/bucket/a", "x", {{"x-amz-tagging", "k=v"}}), "s3:PutObjectTagging");
  expect_denied(put("/bucket/a", "x", {{"x-amz-acl", "public-read"}}), "s3:PutObjectAcl");
}

TEST_F(S3AccessTest, ReadsForRekognitionWithTheRightsOfTheCaller) {
  put("/bucket/a", "pixels");
  call_as_function(allow("s3:GetObject", "bucket/b"));
  const ObjectRef object{BucketName("bucket"), ObjectKey("a"), {}};
  EXPECT_EQ(service_->read_object(object, nullptr, 6), "pixels");
  EXPECT_THROW(
      static_cast<void>(service_->read_object(object, access_.function_named("thumbs"), 6)),
      AwsFault);
}

}  // namespace
}  // namespace shrike::local
