#include "infra/local/lambda/concurrency.h"

#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "infra/local/aws_fault.h"

namespace shrike::local {
namespace {

/// The Reason of the refusal, "taken" where there is none.
std::string attempt(Concurrency& concurrency, const std::string& function) {
  try {
    const auto slot = concurrency.take(function);
    return "taken";
  } catch (const AwsFault& fault) {
    EXPECT_EQ(fault.status(), 429);
    EXPECT_EQ(fault.code(), "TooManyRequestsException");
    EXPECT_EQ(fault.message(), "Rate Exceeded.");
    return fault.details().at("Reason");
  }
}

struct Held {
  Held(Concurrency& concurrency, const std::string& function) : slot(concurrency.take(function)) {}
  Concurrency::Slot slot;
};

TEST(Concurrency, IsTheAccountsForFunctionsWithoutAReservation) {
  Concurrency concurrency(2);
  {
    const auto first = concurrency.take("f");
    const auto second = concurrency.take("g");
    EXPECT_EQ(attempt(concurrency, "f"), "ConcurrentInvocationLimitExceeded");
  }
  EXPECT_EQ(attempt(concurrency, "f"), "taken");
}

TEST(Concurrency, IsTheFunctionsOwnWhereItIsReserved) {
  Concurrency concurrency(1000);
  concurrency.reserve("f", 1);
  const auto slot = concurrency.take("f");
  EXPECT_EQ(attempt(concurrency, "f"), "ReservedFunctionConcurrentInvocationLimitExceeded");
  EXPECT_EQ(attempt(concurrency, "g"), "taken");
}

TEST(Concurrency, OfZeroRefusesAll) {
  Concurrency concurrency(1000);
  concurrency.reserve("f", 0);
  EXPECT_EQ(attempt(concurrency, "f"), "ReservedFunctionConcurrentInvocationLimitExceeded");
  EXPECT_EQ(concurrency.reserved("f"), std::size_t{0});
}

TEST(Concurrency, ThatIsReservedIsTakenFromTheOthers) {
  Concurrency concurrency(102);
  concurrency.reserve("f", 2);
  std::vector<std::unique_ptr<const Held>> held;
  for (int i = 0; i < 100; ++i) held.push_back(std::make_unique<const Held>(concurrency, "g"));
  EXPECT_EQ(attempt(concurrency, "g"), "ConcurrentInvocationLimitExceeded");
  EXPECT_EQ(attempt(concurrency, "f"), "taken");
}

TEST(Concurrency, IsTheAccountsAgainWithoutItsReservation) {
  Concurrency concurrency(1000);
  concurrency.reserve("f", 0);
  concurrency.unreserve("f");
  EXPECT_EQ(concurrency.reserved("f"), std::nullopt);
  EXPECT_EQ(attempt(concurrency, "f"), "taken");
}

TEST(Concurrency, LeavesAHundredUnreserved) {
  Concurrency concurrency(1000);
  concurrency.reserve("f", 500);
  const auto refused = [&](const std::string& function, std::size_t executions) {
    try {
      concurrency.reserve(function, executions);
      return std::string("accepted");
    } catch (const AwsFault& fault) {
      return fault.code();
    }
  };
  EXPECT_EQ(refused("g", 401), "InvalidParameterValueException");
  EXPECT_EQ(concurrency.reserved("g"), std::nullopt);
  EXPECT_EQ(refused("g", 400), "accepted");
  EXPECT_EQ(refused("f", 501), "InvalidParameterValueException");
  EXPECT_EQ(refused("f", 499), "accepted");
  EXPECT_EQ(refused("h", 0), "accepted");
}

}  // namespace
}  // namespace shrike::local
