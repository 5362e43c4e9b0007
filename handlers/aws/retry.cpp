#include "handlers/aws/retry.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "runtime/error.h"
#include "runtime/number.h"

namespace shrike {
namespace {

using std::chrono::milliseconds;

constexpr int kQuota = 500;
constexpr int kRetryCost = 5;
constexpr int kTimeoutCost = 10;
constexpr double kMaxBackoffSeconds = 20;
/// Less than this is not enough for a connection and an answer from another data centre.
constexpr milliseconds kShortestRetry{1000};
constexpr milliseconds kLongestAttempt{60'000};

constexpr auto kThrottles = std::to_array<std::string_view>(
    {"BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException",
     "PriorRequestNotComplete", "ProvisionedThroughputExceededException", "RequestLimitExceeded",
     "RequestThrottled", "RequestThrottledException", "SlowDown", "ThrottledException",
     "Throttling", "ThrottlingException", "TooManyRequestsException",
     "TransactionInProgressException"});

constexpr auto kTransients = std::to_array<std::string_view>(
    {"ConditionalRequestConflict", "InternalError", "InternalFailure", "InternalServerError",
     "OperationAborted", "RequestTimeout", "RequestTimeoutException", "ServiceUnavailable",
     "ServiceUnavailableException", "TemporaryRedirect"});

template <class Table>
bool contains(const Table& table, std::string_view code) {
  return std::find(table.begin(), table.end(), code) != table.end();
}

}  // namespace

FailureKind classify(int status, std::string_view code) {
  if (contains(kThrottles, code)) return FailureKind::Throttled;
  if (contains(kTransients, code)) return FailureKind::Transient;
  switch (status) {
    case 429:
      return FailureKind::Throttled;
    case 500:
    case 502:
    case 503:
    case 504:
      return FailureKind::Transient;
    default:
      return FailureKind::Permanent;
  }
}

RetryPolicy::RetryPolicy(int max_attempts, std::function<double()> random)
    : max_attempts_(max_attempts), random_(std::move(random)), quota_(kQuota) {}

std::optional<milliseconds> RetryPolicy::delay_after(FailureKind failure, int attempt,
                                                     milliseconds remaining) {
  if (failure == FailureKind::Permanent || attempt >= max_attempts_) return std::nullopt;
  const double ceiling = std::min(std::exp2(attempt - 1), kMaxBackoffSeconds);
  const milliseconds delay(std::llround(random_() * ceiling * 1000));
  if (remaining - delay < kShortestRetry) return std::nullopt;
  const int cost = failure == FailureKind::TimedOut ? kTimeoutCost : kRetryCost;
  if (cost > quota_) return std::nullopt;
  quota_ -= cost;
  last_cost_ = cost;
  return delay;
}

void RetryPolicy::succeeded() noexcept {
  quota_ = std::min(kQuota, quota_ + std::max(last_cost_, 1));
}

int max_attempts_from(const Environment& environment) {
  const auto text = environment("AWS_MAX_ATTEMPTS").value_or("");
  if (text.empty()) return 3;
  const auto attempts = parse_number<int>(text);
  if (!attempts || *attempts < 1 || *attempts > 100) {
    throw Error(ErrorKind::Reject, "Runtime.ConfigInvalid",
                "AWS_MAX_ATTEMPTS is not a number from 1 to 100");
  }
  return *attempts;
}

milliseconds attempt_timeout(milliseconds remaining, bool last_attempt) {
  const auto share =
      last_attempt ? remaining : std::max(remaining / 2, std::min(remaining, kShortestRetry));
  return std::min(share, kLongestAttempt);
}

}  // namespace shrike
