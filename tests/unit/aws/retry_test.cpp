#include "handlers/aws/retry.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/aws/fakes.h"

namespace shrike {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using test::error_from;

RetryPolicy policy(int attempts, double random = 1.0) {
  return RetryPolicy(attempts, [random] { return random; });
}

TEST(Classify, DecidesByCodeBeforeStatus) {
  struct Case {
    int status;
    std::string code;
    FailureKind kind;
  };
  for (const auto& [status, code, kind] : {
           Case{400, "ThrottlingException", FailureKind::Throttled},
           Case{500, "ThrottlingException", FailureKind::Throttled},
           Case{400, "ProvisionedThroughputExceededException", FailureKind::Throttled},
           Case{503, "SlowDown", FailureKind::Throttled},
           Case{429, "Http429", FailureKind::Throttled},
           Case{400, "RequestTimeout", FailureKind::Transient},
           Case{400, "InternalServerError", FailureKind::Transient},
           Case{409, "ConditionalRequestConflict", FailureKind::Transient},
           Case{307, "TemporaryRedirect", FailureKind::Transient},
           Case{301, "PermanentRedirect", FailureKind::Permanent},
           Case{500, "Http500", FailureKind::Transient},
           Case{502, "Http502", FailureKind::Transient},
           Case{503, "ServiceUnavailable", FailureKind::Transient},
           Case{504, "Http504", FailureKind::Transient},
           Case{400, "ValidationException", FailureKind::Permanent},
           Case{403, "AccessDenied", FailureKind::Permanent},
           Case{404, "NoSuchKey", FailureKind::Permanent},
           Case{412, "PreconditionFailed", FailureKind::Permanent},
           Case{501, "NotImplemented", FailureKind::Permanent},
       }) {
    EXPECT_EQ(classify(status, code), kind) << status << ' ' << code;
  }
}

TEST(RetryPolicy, DoublesTheCeilingUpToTwentySeconds) {
  auto retries = policy(10);
  for (const auto& [attempt, delay] :
       {std::pair{1, 1000ms}, {2, 2000ms}, {3, 4000ms}, {5, 16000ms}, {6, 20000ms}, {9, 20000ms}}) {
    EXPECT_EQ(retries.delay_after(FailureKind::Transient, attempt, 1h), delay);
  }
}

TEST(RetryPolicy, JittersOverTheWholeRange) {
  EXPECT_EQ(policy(3, 0.0).delay_after(FailureKind::Throttled, 2, 1h), 0ms);
  EXPECT_EQ(policy(3, 0.25).delay_after(FailureKind::Throttled, 2, 1h), 500ms);
}

TEST(RetryPolicy, StopsAtTheLastAttemptAndAtPermanentFailures) {
  auto retries = policy(3);
  EXPECT_TRUE(retries.delay_after(FailureKind::Transient, 2, 1h));
  EXPECT_FALSE(retries.delay_after(FailureKind::Transient, 3, 1h));
  EXPECT_FALSE(retries.delay_after(FailureKind::Permanent, 1, 1h));
  EXPECT_FALSE(policy(1).delay_after(FailureKind::Transient, 1, 1h));
}

TEST(RetryPolicy, LeavesNoRetryLessThanASecondBeforeTheDeadline) {
  auto retries = policy(3);
  EXPECT_TRUE(retries.delay_after(FailureKind::Transient, 1, 2000ms));
  EXPECT_FALSE(retries.delay_after(FailureKind::Transient, 1, 1999ms));
  EXPECT_FALSE(retries.delay_after(FailureKind::Transient, 1, -1ms));
}

int retries_until_spent(RetryPolicy& retries, FailureKind failure) {
  int count = 0;
  while (retries.delay_after(failure, 1, 1h)) {
    retries.begin();
    ++count;
  }
  return count;
}

TEST(RetryPolicy, SpendsFiveARetryAndTenATimeout) {
  auto cheap = policy(3);
  EXPECT_EQ(retries_until_spent(cheap, FailureKind::Throttled), 100);
  auto dear = policy(3);
  EXPECT_EQ(retries_until_spent(dear, FailureKind::TimedOut), 50);
}

TEST(RetryPolicy, GetsBackWhatTheLastRetryCost) {
  auto retries = policy(3);
  retries_until_spent(retries, FailureKind::TimedOut);
  for (int call = 0; call < 5; ++call) {  // five first-try successes are worth a retry
    EXPECT_FALSE(retries.delay_after(FailureKind::Transient, 1, 1h));
    retries.begin();
    retries.succeeded();
  }
  ASSERT_TRUE(retries.delay_after(FailureKind::Transient, 1, 1h));
  retries.succeeded();
  retries.begin();
  EXPECT_TRUE(retries.delay_after(FailureKind::Transient, 1, 1h));
}

TEST(RetryPolicy, NeverHoldsMoreThanItsQuota) {
  auto retries = policy(3);
  for (int call = 0; call < 1000; ++call) {
    retries.begin();
    retries.succeeded();
  }
  EXPECT_EQ(retries_until_spent(retries, FailureKind::Transient), 100);
}

TEST(MaxAttempts, IsThreeUnlessTheEnvironmentSaysOtherwise) {
  EXPECT_EQ(max_attempts_from(fixed_environment({})), 3);
  EXPECT_EQ(max_attempts_from(fixed_environment({{"AWS_MAX_ATTEMPTS", ""}})), 3);
  EXPECT_EQ(max_attempts_from(fixed_environment({{"AWS_MAX_ATTEMPTS", "7"}})), 7);
}

TEST(MaxAttempts, RefusesWhatIsNoCount) {
  for (const std::string text : {"0", "-1", "101", "three", "3 ", "3.5", "99999999999999999999"}) {
    const auto error = error_from([&] {
      static_cast<void>(max_attempts_from(fixed_environment({{"AWS_MAX_ATTEMPTS", text}})));
    });
    EXPECT_EQ(error.type(), "Runtime.ConfigInvalid") << text;
  }
}

TEST(AttemptTimeout, LeavesHalfForTheNextAttemptAndNothingAfterTheLast) {
  EXPECT_EQ(attempt_timeout(30s, false), 15s);
  EXPECT_EQ(attempt_timeout(30s, true), 30s);
  EXPECT_EQ(attempt_timeout(1500ms, false), 1000ms);
  EXPECT_EQ(attempt_timeout(300ms, false), 300ms);
  EXPECT_EQ(attempt_timeout(15min, false), 60s);
  EXPECT_EQ(attempt_timeout(15min, true), 60s);
}

}  // namespace
}  // namespace shrike
