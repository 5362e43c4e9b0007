#include "handlers/aws/sns.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/aws/fakes.h"

namespace shrike {
namespace {

using test::error_from;
using test::header_of;
using testing::HasSubstr;

const std::string kTopic = "arn:aws:sns:eu-central-1:123456789012:images";
const std::string kPublished =
    R"(<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>)"
    "<MessageId>567910cd-659e-55d4-8ccb-5aaf14679dc0</MessageId></PublishResult>"
    "<ResponseMetadata><RequestId>d74b8436</RequestId></ResponseMetadata></PublishResponse>";

class SnsTest : public test::AwsFixture {
 protected:
  std::string publish(const Notification& notification) {
    SnsClient topic(client("sns"));
    return topic.publish(notification, scope());
  }

  /// The form that goes out.
  std::string sent(const Notification& notification) {
    std::string form;
    transport_.then([&](const HttpRequest& request) {
      form = request.body;
      return HttpResponse{.status = 200, .headers = {}, .body = kPublished};
    });
    publish(notification);
    return form;
  }

  static Notification with_subject(std::string subject) {
    return {kTopic, std::move(subject), "m"};
  }

  Error refusal(const Notification& notification) {
    auto error = error_from([&] { publish(notification); });
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
    EXPECT_TRUE(transport_.requests().empty());
    return error;
  }
};

TEST_F(SnsTest, SpeaksTheQueryProtocol) {
  EXPECT_EQ(sent({kTopic, "New photo: ü", "a b+c&d=e\n100 %", {{"bucket", "in"}, {"key", "a/b"}}}),
            "Action=Publish&Version=2010-03-31"
            "&TopicArn=arn%3Aaws%3Asns%3Aeu-central-1%3A123456789012%3Aimages"
            "&Subject=New%20photo%3A%20%C3%BC&Message=a%20b%2Bc%26d%3De%0A100%20%25"
            "&MessageAttributes.entry.1.Name=bucket"
            "&MessageAttributes.entry.1.Value.DataType=String"
            "&MessageAttributes.entry.1.Value.StringValue=in"
            "&MessageAttributes.entry.2.Name=key"
            "&MessageAttributes.entry.2.Value.DataType=String"
            "&MessageAttributes.entry.2.Value.StringValue=a%2Fb");
  const auto& request = transport_.requests().at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://sns.eu-central-1.amazonaws.com/");
  EXPECT_EQ(header_of(request, "Content-Type"), "application/x-www-form-urlencoded; charset=utf-8");
  EXPECT_THAT(header_of(request, "Authorization"), HasSubstr("SignedHeaders=content-type;host;"));
}

TEST_F(SnsTest, SpellsAListAsAnArray) {
  EXPECT_THAT(sent({kTopic, "s", "m", {}, {{"labels", {"Dog", "a\"b"}}}}),
              HasSubstr("Name=labels&MessageAttributes.entry.1.Value.DataType=String.Array"
                        "&MessageAttributes.entry.1.Value.StringValue="
                        "%5B%22Dog%22%2C%22a%5C%22b%22%5D"));
}

TEST_F(SnsTest, ReturnsTheMessagesId) {
  transport_.answer(200, {}, kPublished);
  EXPECT_EQ(publish(with_subject("s")), "567910cd-659e-55d4-8ccb-5aaf14679dc0");
}

TEST_F(SnsTest, PublishesOnlyOnceWhateverTheAnswerLooksLike) {
  for (const auto& body : {std::string(), std::string("<PublishRes"), std::string("{}"),
                           std::string("\xff\xfe"), std::string(100'000, '<')}) {
    transport_.answer(200, {}, body);
    EXPECT_EQ(publish(with_subject("s")), "");
  }
}

TEST_F(SnsTest, LeavesAnEmptySubjectOut) {
  EXPECT_THAT(sent(with_subject("")), testing::Not(HasSubstr("Subject")));
}

TEST_F(SnsTest, CountsASubjectsCharactersNotItsBytes) {
  std::string subject;
  for (int count = 0; count < 99; ++count) subject += "日";
  EXPECT_THAT(sent(with_subject(subject)), HasSubstr("%E6%97%A5&Message"));
}

TEST_F(SnsTest, RefusesASubjectThatSnsWouldNotTake) {
  for (const auto& subject : {std::string(100, 'x'), std::string("a\nb"), std::string("a\rb"),
                              std::string("a\0b", 3), std::string("\x7f"), std::string("\t")}) {
    EXPECT_EQ(refusal(with_subject(subject)).type(), "Notification.Invalid");
  }
}

TEST_F(SnsTest, TakesAMessageOfJustTheLimit) {
  EXPECT_GT(sent({kTopic, "s", std::string(262'144, 'x')}).size(), 262'144U);
}

TEST_F(SnsTest, RefusesAMessageThatSnsWouldNotTake) {
  for (const auto& notification :
       {Notification{kTopic, "s", ""}, Notification{kTopic, "s", std::string(262'145, 'x')},
        Notification{kTopic, "s", std::string(262'140, 'x'), {{"name", "v"}}},
        Notification{kTopic, "s", "m", {{"name", ""}}}, Notification{kTopic, "s", "m", {{"", "v"}}},
        Notification{"", "s", "m"}}) {
    EXPECT_EQ(refusal(notification).type(), "Notification.Invalid");
  }
}

TEST_F(SnsTest, RefusesWhatIsNotUtf8) {
  for (const auto& notification :
       {Notification{kTopic, "\xff", "m"}, Notification{kTopic, "s", "caf\xe9"},
        Notification{kTopic, "s", "m", {{"key", "\xc3"}}}}) {
    EXPECT_EQ(refusal(notification).type(), "Aws.InputInvalid");
  }
}

TEST_F(SnsTest, NamesFailuresByTheCodesOfTheQueryProtocol) {
  struct Case {
    int status;
    std::string code;
    std::string type;
    ErrorKind kind;
  };
  for (const auto& [status, code, type, kind] :
       {Case{404, "NotFound", "SNS.NotFound", ErrorKind::Reject},
        Case{400, "InvalidParameter", "SNS.InvalidParameter", ErrorKind::Reject},
        Case{403, "AuthorizationError", "SNS.AuthorizationError", ErrorKind::Reject},
        Case{403, "ExpiredToken", "SNS.ExpiredToken", ErrorKind::Retry}}) {
    transport_.answer(status, {},
                      "<ErrorResponse><Error><Type>Sender</Type><Code>" + code +
                          "</Code><Message>why</Message></Error>"
                          "<RequestId>7e1cbd32</RequestId></ErrorResponse>");
    const auto error = error_from([&] { publish(with_subject("s")); });
    EXPECT_EQ(error.type(), type);
    EXPECT_EQ(error.kind(), kind);
    EXPECT_THAT(error.message(), HasSubstr("why (request 7e1cbd32)"));
  }
}

TEST_F(SnsTest, TriesAgainWhenItIsThrottled) {
  transport_.answer(400, {},
                    "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>");
  transport_.answer(500, {},
                    "<ErrorResponse><Error><Code>InternalError</Code></Error></ErrorResponse>");
  transport_.answer(200, {}, kPublished);
  EXPECT_NE(publish(with_subject("s")), "");
}

}  // namespace
}  // namespace shrike
