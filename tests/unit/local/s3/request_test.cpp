#include "infra/local/s3/request.h"

#include <gtest/gtest.h>

#include "infra/local/aws_fault.h"

namespace shrike::local {
namespace {

struct AddressCase {
  const char* host;
  const char* path;
  S3Address address;
};

TEST(ParseAddress, TakesTheBucketFromPathOrHost) {
  const std::vector<AddressCase> cases{
      {"127.0.0.1:4566", "/", {"", ""}},
      {"127.0.0.1:4566", "/bucket", {"bucket", ""}},
      {"127.0.0.1:4566", "/bucket/", {"bucket", ""}},
      {"127.0.0.1:4566", "/bucket/a/b", {"bucket", "a/b"}},
      {"127.0.0.1:4566", "/bucket//a", {"bucket", "/a"}},
      {"127.0.0.1:4566", "/bucket/../x", {"bucket", "../x"}},
      {"127.0.0.1:4566", "/bucket/my%20photo%2B1+2.jpg", {"bucket", "my photo+1+2.jpg"}},
      {"127.0.0.1:4566", "/bucket/a%252Fb", {"bucket", "a%2Fb"}},
      {"127.0.0.1:4566", "/bucket/a%2Fb", {"bucket", "a/b"}},
      {"localhost:4566", "/bucket/k", {"bucket", "k"}},
      {"s3.localhost", "/bucket/k", {"bucket", "k"}},
      {"s3.eu-west-1.localhost", "/bucket/k", {"bucket", "k"}},
      {"bkt.localhost:4566", "/k/l", {"bkt", "k/l"}},
      {"bkt.s3.localhost:4566", "/k", {"bkt", "k"}},
      {"my.bkt.s3.eu-west-1.localhost", "/k", {"my.bkt", "k"}},
      {"BKT.localhost", "/", {"bkt", ""}},
      {"", "/bucket/k", {"bucket", "k"}},
  };
  for (const AddressCase& each : cases) {
    EXPECT_EQ(parse_address(each.host, each.path), each.address) << each.host << each.path;
  }
}

TEST(ParseAddress, RefusesKeysThatAreNotUtf8OrTooLong) {
  EXPECT_THROW(static_cast<void>(parse_address("", "/b/%FF")), AwsFault);
  EXPECT_EQ(parse_address("", "/b/" + std::string(1024, 'x')).key.size(), 1024U);
  try {
    static_cast<void>(parse_address("", "/b/" + std::string(1025, 'x')));
    FAIL();
  } catch (const AwsFault& fault) {
    EXPECT_EQ(fault.code(), "KeyTooLongError");
  }
}

TEST(CheckBucketName, FollowsTheNamingRules) {
  for (const char* good : {"abc", "a-b.c", "0bucket",
                           "x23456789012345678901234567890123456789012345678901234567890123"}) {
    EXPECT_NO_THROW(check_bucket_name(good)) << good;
  }
  for (const std::string bad :
       {"", "ab", "Abc", "a_b", ".shrike", "-ab", "ab-", "a..b", "10.0.0.1", "..", "a/b", "a b",
        "x234567890123456789012345678901234567890123456789012345678901234"}) {
    EXPECT_THROW(check_bucket_name(bad), AwsFault) << bad;
  }
}

}  // namespace
}  // namespace shrike::local
