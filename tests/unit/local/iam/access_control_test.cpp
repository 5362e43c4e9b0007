#include "infra/local/iam/access_control.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infra/local/aws_fault.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

FunctionIdentity function(std::optional<std::vector<std::string>> documents) {
  FunctionIdentity identity{.function = "thumbs",
                            .handler = "process",
                            .role = "thumbs-role",
                            .log_group = "/aws/lambda/thumbs",
                            .credentials = session_credentials(random_bits()),
                            .policies = {}};
  if (documents) identity.policies = parse_role_policies("thumbs", *documents);
  return identity;
}

class AccessControlOfAFunction : public testing::Test {
 protected:
  const FunctionIdentity* admit(std::optional<std::vector<std::string>> documents) {
    access_.add(function(std::move(documents)));
    return access_.function_named("thumbs");
  }

  std::string refusal(const FunctionIdentity* caller, const AccessRequest& request) {
    try {
      access_.require(caller, request);
    } catch (const AwsFault& fault) {
      EXPECT_EQ(fault.status(), 403);
      EXPECT_EQ(fault.code(), "AccessDenied");
      return fault.message();
    }
    return "allowed";
  }

  AccessControl access_{{.account = {"test", "secret", ""}}};
};

const AccessRequest kRead{"s3:GetObject", "arn:aws:s3:::images/a.jpg"};

TEST_F(AccessControlOfAFunction, KnowsWhoHasWhichKey) {
  const auto* caller = admit({});
  const auto& key = caller->credentials.access_key_id;
  EXPECT_EQ(access_.credentials_of("test")->secret_access_key, "secret");
  EXPECT_EQ(access_.function_with_key("test"), nullptr);
  EXPECT_EQ(access_.credentials_of(key), &caller->credentials);
  EXPECT_EQ(access_.function_with_key(key), caller);
  EXPECT_EQ(access_.credentials_of("nobody"), nullptr);
  EXPECT_EQ(access_.function_named("other"), nullptr);
}

TEST_F(AccessControlOfAFunction, ForgetsTheKeyOfAFunctionThatIsReplaced) {
  const auto old = admit({})->credentials.access_key_id;
  EXPECT_NE(admit({})->credentials.access_key_id, old);
  EXPECT_EQ(access_.credentials_of(old), nullptr);
}

TEST_F(AccessControlOfAFunction, LetsTheAccountAndAFunctionWithoutARoleDoEverything) {
  EXPECT_EQ(refusal(nullptr, kRead), "allowed");
  EXPECT_EQ(refusal(admit({}), kRead), "allowed");
}

TEST_F(AccessControlOfAFunction, RefusesWhatNothingAllowsInTheWordsOfAws) {
  const auto* caller = admit({{}});
  EXPECT_EQ(refusal(caller, kRead),
            "User: arn:aws:sts::000000000000:assumed-role/thumbs-role/thumbs is not authorized to "
            "perform: s3:GetObject on resource: \"arn:aws:s3:::images/a.jpg\" because no "
            "identity-based policy allows the s3:GetObject action");
  EXPECT_THAT(refusal(caller, {"sns:Publish", "arn:aws:sns:us-east-1:000000000000:t"}),
              HasSubstr("on resource: arn:aws:sns:us-east-1:000000000000:t because"));
  EXPECT_THAT(refusal(caller, {"rekognition:DetectLabels", "*"}),
              HasSubstr("to perform: rekognition:DetectLabels because no identity"));
}

TEST_F(AccessControlOfAFunction, SaysThatADenialIsExplicit) {
  const auto* caller = admit({{R"({"Statement": [
      {"Effect": "Allow", "Action": "*", "Resource": "*"},
      {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]})"}});
  EXPECT_THAT(refusal(caller, kRead),
              EndsWith("with an explicit deny in an identity-based policy"));
}

TEST_F(AccessControlOfAFunction, TellsPoliciesOfTheCallerAndTheRegion) {
  const auto* caller = admit({{R"({"Statement": {
      "Effect": "Allow", "Action": "*", "Resource": "*",
      "Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1",
                                     "aws:PrincipalAccount": "000000000000"},
                    "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/thumbs-*"},
                    "Bool": {"aws:SecureTransport": "true"},
                    "Null": {"aws:SourceAccount": "true"}}}})"}});
  EXPECT_EQ(refusal(caller, kRead), "allowed");
}

TEST(RolePolicies, SayWhoseTheyAreWhenTheyAreRefused) {
  try {
    static_cast<void>(parse_role_policies(
        "thumbs", {R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})", "{}"}));
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), StartsWith("Policy 2 of function thumbs's role: "));
  }
}

TEST(SessionCredentials, HaveTheFormOfLambdasAndDiffer) {
  const auto first = session_credentials(random_bits());
  EXPECT_THAT(first.access_key_id, StartsWith("ASIA"));
  EXPECT_THAT(first.access_key_id, SizeIs(20));
  EXPECT_THAT(first.secret_access_key, SizeIs(40));
  EXPECT_THAT(first.secret_access_key, StartsWith(kLocalSecret));
  EXPECT_THAT(first.session_token, StartsWith(kLocalToken));
  EXPECT_FALSE(first.session_token.empty());
  const auto second = session_credentials(random_bits());
  EXPECT_NE(first.access_key_id, second.access_key_id);
  EXPECT_NE(first.secret_access_key, second.secret_access_key);
  EXPECT_NE(first.session_token, second.session_token);
}

}  // namespace
}  // namespace shrike::local
