#include "infra/local/resource_arn.h"

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

TEST(ResourceArn, IsTakenApart) {
  const struct {
    const char* text;
    const char* service;
    const char* name;
  } cases[] = {
      {"arn:aws:sqs:us-east-1:000000000000:failed.fifo", "sqs", "failed.fifo"},
      {"arn:aws:sns:eu-west-1:000000000000:told", "sns", "told"},
      {"arn:aws:lambda:us-east-1:000000000000:function:f", "lambda", "f"},
      {"arn:aws:lambda:us-east-1:000000000000:function:f:live", "lambda", "live"},
      {"arn:aws:events:us-east-1:000000000000:event-bus/default", "events", "default"},
      {"arn:aws:s3:::my-bucket", "s3", "my-bucket"},
      {"arn:aws-cn:s3:::b", "s3", "b"},
  };
  for (const auto& expected : cases) {
    const auto arn = parse_resource_arn(expected.text);
    ASSERT_TRUE(arn.has_value()) << expected.text;
    EXPECT_EQ(arn->service, expected.service);
    EXPECT_EQ(arn->name(), expected.name);
  }
}

TEST(ResourceArn, IsNothingWhereItCouldLeadAstray) {
  for (const std::string& text :
       {std::string(), std::string("arn"), std::string("queue"), std::string("arn:aws:sqs:r:a"),
        std::string("arn:aws:sqs:r:a:"), std::string("arn:aws:sqs:r:a:.."),
        std::string("arn:aws:sqs:r:a:x/.."), std::string("arn:aws:sqs:r:a:x/"),
        std::string("arn:aws:sqs:r:a:a b"), std::string("arn:aws:sqs:r:a:a\n"),
        std::string("arn:aws:sqs:r:a:a\0b", 18), std::string("arn:other:sqs:r:a:q"),
        std::string("arn:aws::r:a:q"), "arn:aws:sqs:r:a:" + std::string(400, 'q')}) {
    EXPECT_EQ(parse_resource_arn(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace shrike::local
