#include "handlers/aws/credentials.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/aws/fakes.h"

namespace shrike {
namespace {

using test::error_from;

TEST(Credentials, ComeFromTheEnvironment) {
  const auto credentials = credentials_from(fixed_environment({{"AWS_ACCESS_KEY_ID", "id"},
                                                               {"AWS_SECRET_ACCESS_KEY", "key"},
                                                               {"AWS_SESSION_TOKEN", "token"}}));
  EXPECT_EQ(credentials.access_key_id, "id");
  EXPECT_EQ(credentials.secret_access_key, "key");
  EXPECT_EQ(credentials.session_token, "token");
}

TEST(Credentials, NeedNoSessionToken) {
  const auto credentials = credentials_from(
      fixed_environment({{"AWS_ACCESS_KEY_ID", "id"}, {"AWS_SECRET_ACCESS_KEY", "key"}}));
  EXPECT_EQ(credentials.session_token, "");
}

TEST(Credentials, NameTheMissingVariableAndNothingElse) {
  const auto error = error_from([] {
    static_cast<void>(credentials_from(
        fixed_environment({{"AWS_ACCESS_KEY_ID", "id4711"}, {"AWS_SECRET_ACCESS_KEY", ""}})));
  });
  EXPECT_EQ(error.type(), "Credentials.Missing");
  EXPECT_EQ(error.kind(), ErrorKind::Reject);
  EXPECT_EQ(error.message(), "AWS_SECRET_ACCESS_KEY is not set");
}

TEST(Credentials, AreStruckOutOfText) {
  const Credentials credentials{
      .access_key_id = "AKID", .secret_access_key = "a/b", .session_token = "t+k"};
  EXPECT_EQ(without_credentials("AKID a/b t+k a%2Fb t%2Bk t+kt+k rest", credentials),
            "[credential] [credential] [credential] [credential] [credential] "
            "[credential][credential] rest");
  EXPECT_EQ(without_credentials("unchanged", {}), "unchanged");
}

}  // namespace
}  // namespace shrike
