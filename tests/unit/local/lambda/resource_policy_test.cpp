#include "infra/local/lambda/resource_policy.h"

#include <gtest/gtest.h>

#include "tests/unit/local/lambda/fault_of.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr const char* kFunction = "arn:aws:lambda:us-east-1:000000000000:function:f";

json request() {
  return {{"StatementId", "s3"},
          {"Action", "lambda:InvokeFunction"},
          {"Principal", "s3.amazonaws.com"}};
}

json statement_of(const json& input) {
  return permission_statement(input.dump(), kFunction).document;
}

TEST(PermissionStatement, IsAsLambdaWritesIt) {
  auto input = request();
  input["SourceArn"] = "arn:aws:s3:::photos";
  input["SourceAccount"] = "000000000000";
  EXPECT_EQ(statement_of(input), json::parse(R"({
    "Sid": "s3", "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"},
    "Action": "lambda:InvokeFunction",
    "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f",
    "Condition": {"StringEquals": {"AWS:SourceAccount": "000000000000"},
                  "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::photos"}}})"));
}

TEST(PermissionStatement, IsOfAServiceAnAccountOrAnybody) {
  auto input = request();
  EXPECT_FALSE(statement_of(input).contains("Condition"));
  input["Principal"] = "111122223333";
  EXPECT_EQ(statement_of(input)["Principal"], json({{"AWS", "arn:aws:iam::111122223333:root"}}));
  input["Principal"] = "arn:aws:iam::111122223333:role/r";
  EXPECT_EQ(statement_of(input)["Principal"], json({{"AWS", "arn:aws:iam::111122223333:role/r"}}));
  input["Principal"] = "*";
  EXPECT_EQ(statement_of(input)["Principal"], "*");
  input["Principal"] = "somebody";
  EXPECT_EQ(fault_of([&] { statement_of(input); }).code(), "InvalidParameterValueException");
}

TEST(PermissionStatement, IsRefusedWithoutWhatItNeeds) {
  for (const auto* member : {"StatementId", "Action", "Principal"}) {
    auto input = request();
    input.erase(member);
    EXPECT_EQ(fault_of([&] { statement_of(input); }).code(), "ValidationException") << member;
  }
  for (const auto& [member, value] :
       {std::pair("StatementId", "a b"), std::pair("StatementId", ""),
        std::pair("Action", "s3:GetObject"), std::pair("Action", "lambda:"),
        std::pair("Action", "lambda:Invoke*")}) {
    auto input = request();
    input[member] = value;
    EXPECT_EQ(fault_of([&] { statement_of(input); }).code(), "ValidationException") << value;
  }
}

TEST(ResourcePolicy, TellsItsStatementsInTheirOrder) {
  ResourcePolicy policy;
  EXPECT_EQ(fault_of([&] { static_cast<void>(policy.text()); }).status(), 404);
  policy.add({"b", {{"Sid", "b"}}});
  policy.add({"a", {{"Sid", "a"}}});
  EXPECT_EQ(policy.text(),
            R"({"Version":"2012-10-17","Id":"default","Statement":[{"Sid":"b"},{"Sid":"a"}]})");
  policy.remove("b");
  EXPECT_EQ(policy.text(), R"({"Version":"2012-10-17","Id":"default","Statement":[{"Sid":"a"}]})");
}

TEST(ResourcePolicy, HasEachIdOnce) {
  ResourcePolicy policy;
  policy.add({"a", {{"Sid", "a"}}});
  const auto twice = fault_of([&] { policy.add({"a", {{"Sid", "a"}}}); });
  EXPECT_EQ(twice.status(), 409);
  EXPECT_EQ(twice.code(), "ResourceConflictException");
  const auto unknown = fault_of([&] { policy.remove("b"); });
  EXPECT_EQ(unknown.status(), 404);
  EXPECT_EQ(unknown.code(), "ResourceNotFoundException");
}

}  // namespace
}  // namespace shrike::local
