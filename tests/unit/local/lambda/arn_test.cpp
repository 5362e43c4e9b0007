#include "infra/local/lambda/arn.h"

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

struct Accepted {
  std::string text;
  std::string name;
  std::string qualifier;
  std::string region;
  std::string account_id;
};

TEST(FunctionReference, TakesEveryFormThatTheInvokeApiTakes) {
  const std::string arn = "arn:aws:lambda:eu-central-1:123456789012:function:make-thumbs";
  const Accepted cases[] = {
      {"make-thumbs", "make-thumbs", "", "", ""},
      {"make-thumbs:$LATEST", "make-thumbs", "$LATEST", "", ""},
      {"make_thumbs:live", "make_thumbs", "live", "", ""},
      {"123456789012:function:make-thumbs", "make-thumbs", "", "", "123456789012"},
      {"123456789012:function:make-thumbs:7", "make-thumbs", "7", "", "123456789012"},
      {arn, "make-thumbs", "", "eu-central-1", "123456789012"},
      {arn + ":live", "make-thumbs", "live", "eu-central-1", "123456789012"},
      {"arn:aws-cn:lambda:cn-north-1:123456789012:function:f", "f", "", "cn-north-1",
       "123456789012"},
  };
  for (const auto& expected : cases) {
    SCOPED_TRACE(expected.text);
    const auto reference = parse_function_reference(expected.text);
    ASSERT_TRUE(reference.has_value());
    EXPECT_EQ(reference->name, expected.name);
    EXPECT_EQ(reference->qualifier, expected.qualifier);
    EXPECT_EQ(reference->scope.region, expected.region);
    EXPECT_EQ(reference->scope.account_id, expected.account_id);
  }
}

TEST(FunctionReference, RefusesWhatIsNone) {
  const std::string cases[] = {
      "",
      ":",
      "name:",
      ":live",
      "../../etc/passwd",
      "na me",
      "n\xC3\xA4me",
      "name:li/ve",
      "name:$OLDEST",
      "name:one:two",
      std::string(65, 'a'),
      "name:" + std::string(129, 'a'),
      "12345:function:name",
      "arn:aws:s3:us-east-1:123456789012:function:name",
      "arn:aws:lambda:us-east-1:123456789012:layer:name",
      "arn:aws:lambda:us-east-1:123456789012:function:",
      "arn:aws:lambda:us-east-1:123456789012:function:name:live:more",
      "arn:other:lambda:us-east-1:123456789012:function:name",
      std::string(1 << 20, ':'),
      std::string("name\0hidden", 11),
  };
  for (const auto& text : cases) {
    EXPECT_FALSE(parse_function_reference(text).has_value()) << text.substr(0, 100);
  }
}

TEST(FunctionArn, NamesTheQualifierOnlyWhereThereIsOne) {
  const FunctionScope scope{"us-east-1", "000000000000"};
  EXPECT_EQ(function_arn(scope, "f"), "arn:aws:lambda:us-east-1:000000000000:function:f");
  EXPECT_EQ(function_arn(scope, "f", "live"),
            "arn:aws:lambda:us-east-1:000000000000:function:f:live");
}

TEST(FunctionArn, IsReadBackAsItWasWritten) {
  const auto reference =
      parse_function_reference(function_arn({"us-east-1", "000000000000"}, "f", "$LATEST"));
  ASSERT_TRUE(reference.has_value());
  EXPECT_EQ(function_arn(reference->scope, reference->name, reference->qualifier),
            "arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST");
}

}  // namespace
}  // namespace shrike::local
