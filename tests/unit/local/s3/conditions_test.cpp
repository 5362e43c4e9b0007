#include "infra/local/s3/conditions.h"

#include <chrono>

#include <gtest/gtest.h>

#include "infra/local/aws_fault.h"

namespace shrike::local {
namespace {

const TimePoint kModified =
    std::chrono::sys_days(std::chrono::year(2026) / 2 / 3) + std::chrono::milliseconds(500);
const TimePoint kNow = kModified + std::chrono::hours(48);
constexpr const char* kSame = "Tue, 03 Feb 2026 00:00:00 GMT";
constexpr const char* kBefore = "Mon, 02 Feb 2026 00:00:00 GMT";
constexpr const char* kAfter = "Wed, 04 Feb 2026 00:00:00 GMT";
constexpr const char* kFuture = "Wed, 04 Feb 2099 00:00:00 GMT";

ObjectVersion version() {
  ObjectVersion result;
  result.etag = "abc";
  result.last_modified = kModified;
  return result;
}

struct ReadCase {
  HttpHeaders headers;
  const char* outcome;  ///< "200", "304", or the condition that failed
};

std::string outcome_of_read(const HttpHeaders& headers) {
  try {
    return check_read(headers, version(), kNow) == ReadVerdict::Proceed ? "200" : "304";
  } catch (const AwsFault& fault) {
    return fault.details().at("Condition");
  }
}

TEST(CheckRead, FollowsRfc9110sPrecedence) {
  const std::vector<ReadCase> cases{
      {{}, "200"},
      {{{"If-Match", "\"abc\""}}, "200"},
      {{{"If-Match", "abc"}}, "200"},
      {{{"If-Match", "\"x\", \"abc\""}}, "200"},
      {{{"If-Match", "*"}}, "200"},
      {{{"If-Match", "\"x\""}}, "If-Match"},
      {{{"If-None-Match", "\"abc\""}}, "304"},
      {{{"If-None-Match", "W/\"abc\""}}, "304"},
      {{{"If-None-Match", "*"}}, "304"},
      {{{"If-None-Match", "\"x\""}}, "200"},
      {{{"If-Modified-Since", kBefore}}, "200"},
      {{{"If-Modified-Since", kSame}}, "304"},
      {{{"If-Modified-Since", kAfter}}, "304"},
      {{{"If-Modified-Since", kFuture}}, "200"},
      {{{"If-Modified-Since", "yesterday"}}, "200"},
      {{{"If-Unmodified-Since", kSame}}, "200"},
      {{{"If-Unmodified-Since", kBefore}}, "If-Unmodified-Since"},
      {{{"If-Match", "\"abc\""}, {"If-Unmodified-Since", kBefore}}, "200"},
      {{{"If-None-Match", "\"x\""}, {"If-Modified-Since", kAfter}}, "200"},
      {{{"If-None-Match", "\"abc\""}, {"If-Modified-Since", kBefore}}, "304"},
  };
  for (const ReadCase& each : cases) {
    EXPECT_EQ(outcome_of_read(each.headers), each.outcome)
        << (each.headers.empty() ? "" : each.headers.begin()->first + each.headers.begin()->second);
  }
}

std::string failed_condition(const HttpHeaders& headers) {
  try {
    check_copy_source(headers, version(), kNow);
    return "";
  } catch (const AwsFault& fault) {
    EXPECT_EQ(fault.status(), 412);
    return fault.details().at("Condition");
  }
}

TEST(CheckCopySource, NamesTheHeaderThatFailed) {
  EXPECT_EQ(failed_condition({{"x-amz-copy-source-if-match", "x"}}), "x-amz-copy-source-If-Match");
  EXPECT_EQ(failed_condition({{"x-amz-copy-source-if-none-match", "abc"}}),
            "x-amz-copy-source-If-None-Match");
  EXPECT_EQ(failed_condition({{"x-amz-copy-source-if-modified-since", kSame}}),
            "x-amz-copy-source-If-Modified-Since");
  EXPECT_EQ(failed_condition({{"x-amz-copy-source-if-unmodified-since", kBefore}}),
            "x-amz-copy-source-If-Unmodified-Since");
  EXPECT_EQ(failed_condition({{"x-amz-copy-source-if-modified-since", kFuture}}), "");
  EXPECT_EQ(failed_condition({{"x-amz-copy-source-if-unmodified-since", kBefore},
                              {"x-amz-copy-source-if-none-match", "x"}}),
            "x-amz-copy-source-If-Unmodified-Since");
  EXPECT_EQ(failed_condition({{"x-amz-copy-source-if-unmodified-since", kBefore},
                              {"x-amz-copy-source-if-match", "\"abc\""}}),
            "");
}

TEST(WriteConditions, RefusesWhatS3DoesNotAccept) {
  const std::vector<std::pair<HttpHeaders, const char*>> cases{
      {{{"If-None-Match", "\"abc\""}}, "If-None-Match"},
      {{{"If-Match", "*"}}, "If-Match"},
      {{{"If-Match", "abc"}, {"If-None-Match", "*"}}, "If-Match,If-None-Match"},
  };
  for (const auto& [headers, header] : cases) {
    try {
      static_cast<void>(write_condition(headers));
      FAIL() << header;
    } catch (const AwsFault& fault) {
      EXPECT_EQ(fault.status(), 501);
      EXPECT_EQ(fault.code(), "NotImplemented");
      EXPECT_EQ(fault.details().at("Header"), header);
    }
  }
}

std::string outcome_of_write(const HttpHeaders& headers, const KeyRecord& record) {
  try {
    check_write(write_condition(headers), "key", record);
    return "ok";
  } catch (const AwsFault& fault) {
    return fault.code();
  }
}

TEST(WriteConditions, LookAtTheNewestVersion) {
  KeyRecord absent;
  KeyRecord present;
  present.versions = {version()};
  KeyRecord deleted = present;
  ObjectVersion marker;
  marker.delete_marker = true;
  deleted.versions.insert(deleted.versions.begin(), marker);

  const HttpHeaders none{{"If-None-Match", "*"}};
  EXPECT_EQ(outcome_of_write(none, absent), "ok");
  EXPECT_EQ(outcome_of_write(none, present), "PreconditionFailed");
  EXPECT_EQ(outcome_of_write(none, deleted), "ok");
  EXPECT_EQ(outcome_of_write({{"If-Match", "\"abc\""}}, present), "ok");
  EXPECT_EQ(outcome_of_write({{"If-Match", "\"abd\""}}, present), "PreconditionFailed");
  EXPECT_EQ(outcome_of_write({{"If-Match", "\"abc\""}}, absent), "NoSuchKey");
  EXPECT_EQ(outcome_of_write({{"If-Match", "\"abc\""}}, deleted), "NoSuchKey");
}

TEST(DeleteConditions, LookAtTheCurrentVersion) {
  KeyRecord present;
  present.versions = {version()};
  KeyRecord deleted = present;
  ObjectVersion marker;
  marker.delete_marker = true;
  deleted.versions.insert(deleted.versions.begin(), marker);
  const auto outcome = [](const char* if_match, const KeyRecord& record) -> std::string {
    try {
      check_write(delete_condition(if_match), "key", record);
      return "ok";
    } catch (const AwsFault& fault) {
      return fault.code();
    }
  };

  EXPECT_EQ(outcome("", KeyRecord{}), "ok");
  EXPECT_EQ(outcome("\"abc\"", present), "ok");
  EXPECT_EQ(outcome("abc", present), "ok");
  EXPECT_EQ(outcome("*", present), "ok");
  EXPECT_EQ(outcome("\"abd\"", present), "PreconditionFailed");
  EXPECT_EQ(outcome("\"abc\"", KeyRecord{}), "NoSuchKey");
  EXPECT_EQ(outcome("*", deleted), "NoSuchKey");
}

}  // namespace
}  // namespace shrike::local
