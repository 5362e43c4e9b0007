#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/loop.h"
#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

using testing::ElementsAre;

class SnapshotTest : public testing::Test {
 protected:
  int run_with(const HandlerFactory& factory, std::deque<HttpResponse> answers) {
    test::Script script{.answers = std::move(answers)};
    const int status =
        run(factory,
            {.environment = fixed_environment({{"AWS_LAMBDA_RUNTIME_API", "api:1"},
                                               {"AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start"}}),
             .clock = log_.clock,
             .log_options = log_.options,
             .log_sink = log_.sink,
             .connect = [&] {
               ++connections_;
               return std::make_unique<test::FakeTransport>(script);
             }});
    for (const auto& request : script.sent) {
      steps_.push_back(request.method + request.url.substr(request.url.find("/runtime/") + 8));
    }
    return status;
  }

  HandlerFactory with_hooks(const Hook& before, const Hook& after) {
    return [this, before, after](Init& init) {
      init.before_snapshot(before);
      init.before_snapshot([this] { steps_.emplace_back("before 2"); });
      init.after_restore([this] { steps_.emplace_back("after 1"); });
      init.after_restore(after);
      return [](const Invocation&, const Context&) { return Response{}; };
    };
  }

  test::LogBook log_;
  int connections_ = 0;
  std::vector<std::string> steps_;
};

TEST_F(SnapshotTest, RunsItsHooksOnEitherSideAndConnectsAnew) {
  const auto factory =
      with_hooks([&] { steps_.emplace_back("before 1"); }, [&] { steps_.emplace_back("after 2"); });
  EXPECT_EQ(run_with(factory, {{200, {}, ""}, test::invocation("a"), test::accepted()}), 1);
  EXPECT_THAT(steps_, ElementsAre("before 2", "before 1", "after 1", "after 2", "GET/restore/next",
                                  "GET/invocation/next", "POST/invocation/a/response",
                                  "GET/invocation/next"));
  EXPECT_EQ(connections_, 2);
}

TEST_F(SnapshotTest, IsAnInitErrorWhenAHookBeforeItFails) {
  const auto factory = with_hooks([] { throw Error(ErrorKind::Bug, "Cache.Broken", "no"); }, [] {});
  EXPECT_EQ(run_with(factory, {test::accepted()}), 64);
  EXPECT_THAT(steps_, ElementsAre("before 2", "POST/init/error"));
}

TEST_F(SnapshotTest, IsARestoreErrorWhenAHookAfterItFails) {
  const auto factory = with_hooks([&] { steps_.emplace_back("before 1"); },
                                  [] { throw Error(ErrorKind::Bug, "Cache.Broken", "no"); });
  EXPECT_EQ(run_with(factory, {{200, {}, ""}, test::accepted()}), 65);
  EXPECT_THAT(steps_, ElementsAre("before 2", "before 1", "after 1", "GET/restore/next",
                                  "POST/restore/error"));
}

TEST_F(SnapshotTest, EndsWhenTheRestoreIsRefused) {
  EXPECT_EQ(run_with(with_hooks([] {}, [] {}), {{403, {}, "{}"}}), 1);
}

}  // namespace
}  // namespace shrike
