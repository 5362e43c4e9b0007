#include "handlers/pipeline/entries.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/error.h"
#include "tests/unit/pipeline/fakes.h"

namespace shrike {
namespace {

class Entries : public testing::Test {
 protected:
  Error failure(std::string_view name) {
    try {
      (void)make_entry(name, {environment, clock, logger}, {});
    } catch (const Error& error) {
      return error;
    }
    return {ErrorKind::Bug, "none", ""};
  }

  Environment environment = fixed_environment({{"OUTPUT_BUCKET", "results"}});
  fakes::StoppedClock clock;
  fakes::Lines lines;
  Logger logger{LogOptions{}, clock, lines.sink()};
};

TEST_F(Entries, PickProcessByNameAndByDefault) {
  EXPECT_EQ(failure("process").type(), "none");
  EXPECT_EQ(failure("").type(), "none");
}

TEST_F(Entries, NameWhatThereIs) {
  const Error error = failure("lambda_function.lambda_handler");
  EXPECT_EQ(error.type(), "Runtime.NoSuchHandler");
  EXPECT_THAT(error.message(), testing::HasSubstr("lambda_function.lambda_handler"));
  EXPECT_THAT(error.message(), testing::HasSubstr("process"));
}

TEST_F(Entries, RefuseABadConfigurationAtInit) {
  environment = fixed_environment({});
  EXPECT_EQ(failure("process").type(), "Runtime.ConfigInvalid");
}

TEST_F(Entries, AnswerTheTestEventWithoutAnyService) {
  const Handler handler = make_entry("process", {environment, clock, logger}, {});
  EXPECT_EQ(handler({R"({"Event":"s3:TestEvent"})"}, {}).body, R"({"status":"acknowledged"})");
}

}  // namespace
}  // namespace shrike
