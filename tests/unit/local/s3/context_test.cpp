#include "infra/local/s3/context.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/local/s3/service_fixture.h"

namespace shrike::local {
namespace {

constexpr const char* kFirst = "arn:aws:lambda:us-east-1:000000000000:function:first";
constexpr const char* kSecond = "arn:aws:lambda:us-east-1:000000000000:function:second";

std::string told_of(const std::string& arn, const std::string& event) {
  return "<CloudFunctionConfiguration><CloudFunction>" + arn + "</CloudFunction><Event>" + event +
         "</Event></CloudFunctionConfiguration>";
}

class S3Notifying : public S3ServiceTest {
 protected:
  Answer configure(const std::string& targets) {
    return send("PUT", "/bucket",
                "<NotificationConfiguration>" + targets + "</NotificationConfiguration>",
                {.query = "notification"});
  }
};

TEST_F(S3Notifying, AFunctionThatIsGoneCostsTheChangeNothing) {
  ASSERT_EQ(configure(told_of(kFirst, "s3:ObjectCreated:*")).status, 200);
  gone_ = {kFirst};
  EXPECT_EQ(put("/bucket/k", "x").status, 200);
  EXPECT_EQ(get("/bucket/k").body, "x");
  EXPECT_TRUE(events_.empty());
}

TEST_F(S3Notifying, TellsTheEventBusWhereAFunctionIsGone) {
  ASSERT_EQ(configure(told_of(kFirst, "s3:ObjectCreated:*") + "<EventBridgeConfiguration/>").status,
            200);
  gone_ = {kFirst};
  EXPECT_EQ(put("/bucket/k", "x").status, 200);
  EXPECT_EQ(on_bus_.size(), 1U);
}

TEST_F(S3Notifying, IsRefusedToAFunctionThatIsNotThere) {
  gone_ = {kSecond};
  const Answer refused = configure(told_of(kSecond, "s3:ObjectCreated:*"));
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.code(), "InvalidArgument");
  EXPECT_EQ(refused.element("Message"),
            "Unable to validate the following destination configurations");
  EXPECT_EQ(refused.element("ArgumentName"), kSecond);
  EXPECT_EQ(send("GET", "/bucket", "", {.query = "notification"}).element("CloudFunction"), "");
}

}  // namespace
}  // namespace shrike::local
