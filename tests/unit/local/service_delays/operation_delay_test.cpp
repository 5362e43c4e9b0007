#include "infra/local/service_delays/operation_delay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infra/local/load_file.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::Optional;

std::string refusal_of(std::string_view text) {
  try {
    static_cast<void>(parse_service_delays(text));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Reject) << text;
    EXPECT_EQ(error.type(), "Delays.Invalid") << text;
    return error.message();
  }
  return "nothing is refused";
}

/// A document with one entry, whose first byte is as given.
std::string with_first_byte(std::string_view value) {
  return R"({"s3.GetObject": {"first_byte_ms": )" + std::string(value) + "}}";
}

TEST(ServiceDelayFile, SaysHowLongEachOperationTakes) {
  const auto delays = parse_service_delays(R"({
    "s3.GetObject": {"first_byte_ms": {"p50": 25, "p99": 80.5}, "bytes_per_second": 86e6,
                     "source": ["a page", "another"], "note": "why"},
    "lambda.*": {"first_byte_ms": {"p50": 0.001, "p99": 600000}, "source": "a page"},
    "*": {"first_byte_ms": {"p50": 20, "p99": 20}}})");
  ASSERT_EQ(delays.size(), 3U);
  EXPECT_EQ(delays[0].operation, "*");
  EXPECT_EQ(delays[0].bytes_per_second, std::nullopt);
  EXPECT_EQ(delays[1].operation, "lambda.*");
  EXPECT_EQ(delays[1].first_byte.p99_ms, 600000);
  EXPECT_EQ(delays[2].operation, "s3.GetObject");
  EXPECT_EQ(delays[2].first_byte.p50_ms, 25);
  EXPECT_EQ(delays[2].first_byte.p99_ms, 80.5);
  EXPECT_THAT(delays[2].bytes_per_second, Optional(86e6));
}

TEST(ServiceDelayFile, OfTheBenchmarkIsRead) {
  const auto delays = parse_service_delays(load_file(SHRIKE_AWS_LATENCIES));
  for (const auto* operation : {"s3.GetObject", "s3.PutObject", "rekognition.*", "*"}) {
    EXPECT_THAT(delays, Contains(Field(&OperationDelay::operation, operation)));
  }
}

TEST(ServiceDelayFile, IsRefusedWhereItIsNoObjectOfOperations) {
  for (const auto* text :
       {"", "{", "[]", "{}", "null", "3", R"("*")", "{\"*\": {}} x", "{'*': 1}", "{\"\xff\": 1}",
        R"({"*": NaN})", R"({"*": {"first_byte_ms": 1e999}})"}) {
    EXPECT_THAT(refusal_of(text), HasSubstr("not understood")) << text;
  }
}

TEST(ServiceDelayFile, NamesAnOperationThatCannotBe) {
  for (const auto* operation :
       {"", ".", "s3", "s3.", ".GetObject", "ec2.RunInstances", "S3.GetObject", "s3.Get*", "*.*",
        "s3.Get Object", "s3.GetObject.x", "s3:GetObject"}) {
    const auto refusal = refusal_of("{\"" + std::string(operation) +
                                    R"(": {"first_byte_ms": {"p50": 1, "p99": 2}}})");
    EXPECT_THAT(refusal, HasSubstr(std::string(operation) + ": must")) << operation;
  }
}

TEST(ServiceDelayFile, NamesAMemberThatCannotBe) {
  EXPECT_THAT(refusal_of(R"({"*": 5})"), HasSubstr("*: must be an object with first_byte_ms"));
  EXPECT_THAT(refusal_of(R"({"*": {"first_byte": {"p50": 1, "p99": 2}}})"),
              HasSubstr("*.first_byte: must be one of first_byte_ms, bytes_per_second, source"));
  EXPECT_THAT(refusal_of(R"({"*": {}})"), HasSubstr("*.first_byte_ms: must be an object with p50"));
  EXPECT_THAT(refusal_of(with_first_byte(R"({"p50": 1, "p99": 2, "p90": 2})")),
              HasSubstr("s3.GetObject.first_byte_ms.p90: must be one of p50, p99"));
  EXPECT_THAT(refusal_of(R"({"*": {"first_byte_ms": {"p50": 1, "p99": 2}, "source": 3}})"),
              HasSubstr("*.source: must be a text, or a list of texts"));
  EXPECT_THAT(refusal_of(R"({"*": {"first_byte_ms": {"p50": 1, "p99": 2}, "note": [1]}})"),
              HasSubstr("*.note: must be a text, or a list of texts"));
}

TEST(ServiceDelayFile, NamesALatencyThatCannotBe) {
  constexpr const char* kP50 = "s3.GetObject.first_byte_ms.p50: must be a number from 0.001 to";
  for (const auto* p50 : {"0", "-1", "-0.0", "600001", "1e300", "\"5\"", "null", "true", "[1]",
                          "-9223372036854775808", "18446744073709551615"}) {
    EXPECT_THAT(refusal_of(with_first_byte(R"({"p99": 600000, "p50": )" + std::string(p50) + "}")),
                HasSubstr(kP50))
        << p50;
  }
  EXPECT_THAT(refusal_of(with_first_byte(R"({"p99": 2})")), HasSubstr(kP50));
  EXPECT_THAT(refusal_of(with_first_byte(R"({"p50": 3})")),
              HasSubstr("p99: must be a number from 3"));
  EXPECT_THAT(refusal_of(with_first_byte(R"({"p50": 3, "p99": 2.9})")),
              HasSubstr("p99: must be a number from 3 to 600000"));
}

TEST(ServiceDelayFile, NamesARateThatCannotBe) {
  for (const auto* rate : {"0", "-86000000", "999", "1e13", "\"1e6\"", "null"}) {
    EXPECT_THAT(refusal_of(R"({"*": {"first_byte_ms": {"p50": 1, "p99": 2}, "bytes_per_second": )" +
                           std::string(rate) + "}}"),
                HasSubstr("*.bytes_per_second: must be a number from 1000 to"))
        << rate;
  }
}

TEST(ServiceDelayFile, IsRefusedBrieflyHoweverLongOrDeepItIs) {
  constexpr std::size_t kLong = 100'000;
  constexpr std::size_t kBrief = 1'000;
  const std::string name(kLong, 'x');
  for (const auto& text :
       {std::string(kLong, '['), std::string(kLong, '[') + std::string(kLong, ']'), "\"" + name,
        "{\"" + name + "\": 1}", R"({"*": {")" + name + R"(": 1}})",
        R"({"*": {"first_byte_ms": {"p50": 1, "p99": 2}, "note": )" + std::string(kLong, '[') +
            std::string(kLong, ']') + "}}"}) {
    EXPECT_LT(refusal_of(text).size(), kBrief) << text.substr(0, 60);
    EXPECT_THAT(refusal_of(text), HasSubstr("not understood")) << text.substr(0, 60);
  }
}

}  // namespace
}  // namespace shrike::local
