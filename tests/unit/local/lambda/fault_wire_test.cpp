#include "infra/local/lambda/fault_wire.h"

#include <numeric>

#include <gmock/gmock.h>

namespace shrike::local {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kAnswer =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: id\r\n"
    "Content-Length: 8\r\n\r\n12345678";

WireScript spoiled(std::string_view fault) { return spoil(parse_faults(fault).at(0), kAnswer); }

std::string bytes_of(const WireScript& script) {
  return std::accumulate(script.pieces.begin(), script.pieces.end(), std::string());
}

TEST(FaultWire, SlowSendsTheSameBytesOneByOne) {
  const auto script = spoiled("next:slow=3");
  EXPECT_EQ(bytes_of(script), kAnswer);
  EXPECT_EQ(script.pieces.size(), kAnswer.size());
  EXPECT_EQ(script.pause, std::chrono::milliseconds(3));
  EXPECT_FALSE(script.close_after);
}

TEST(FaultWire, SlowDoesNotTakeALargeAnswerByTheByte) {
  const std::string large(6'000'000, 'x');
  const auto script = spoil(parse_faults("next:slow").at(0), large);
  EXPECT_LE(script.pieces.size(), 1000U);
  EXPECT_EQ(bytes_of(script), large);
}

TEST(FaultWire, CutEndsTheBodyBeforeItsLength) {
  const struct {
    const char* fault;
    std::size_t left;
  } cases[] = {{"next:cut", 4}, {"next:cut=0", 0}, {"next:cut=7", 7}, {"next:cut=1000", 8}};
  for (const auto& [fault, left] : cases) {
    const auto script = spoiled(fault);
    EXPECT_EQ(bytes_of(script), kAnswer.substr(0, kAnswer.size() - 8 + left)) << fault;
    EXPECT_TRUE(script.close_after) << fault;
  }
}

TEST(FaultWire, MissingTakesOneHeaderAwayWhateverItsCase) {
  const auto bytes = bytes_of(spoiled("next:missing=lambda-runtime-AWS-request-id"));
  EXPECT_THAT(bytes, Not(HasSubstr("Request-Id")));
  EXPECT_EQ(bytes.size(), kAnswer.size() - 35);
  EXPECT_THAT(bytes, HasSubstr("application/json\r\nContent-Length: 8\r\n\r\n12345678"));
}

TEST(FaultWire, MissingLeavesAnAnswerWithoutThatHeaderAlone) {
  EXPECT_EQ(bytes_of(spoiled("next:missing=X-Other")), kAnswer);
  EXPECT_EQ(bytes_of(spoiled("next:missing=12345678")), kAnswer);
}

TEST(FaultWire, WithoutItsLengthABodyEndsWithTheConnection) {
  EXPECT_TRUE(spoiled("next:missing=content-length").close_after);
  EXPECT_FALSE(spoiled("next:missing=Content-Type").close_after);
}

TEST(FaultWire, RepeatPutsAnotherValueBeforeTheTrueOne) {
  EXPECT_THAT(bytes_of(spoiled("next:repeat=Content-Type")),
              StartsWith("HTTP/1.1 200 OK\r\nContent-Type: repeated\r\nContent-Type: application"));
}

TEST(FaultWire, MalformedHasALineWithoutAColon) {
  EXPECT_THAT(bytes_of(spoiled("next:malformed")),
              StartsWith("HTTP/1.1 200 OK\r\na header without its colon\r\n"));
}

TEST(FaultWire, HugeAddsAHeaderOfThatSize) {
  const auto bytes = bytes_of(spoiled("next:huge=100000"));
  EXPECT_THAT(bytes, StartsWith("HTTP/1.1 200 OK\r\nX-Huge: hhhh"));
  EXPECT_EQ(bytes.size(), kAnswer.size() + 100'000 + 10);
  EXPECT_GT(bytes_of(spoiled("next:huge")).size(), 1'000'000U);
}

TEST(FaultWire, GarbageIsNotHttp) {
  const auto script = spoiled("next:garbage");
  EXPECT_THAT(bytes_of(script), Not(HasSubstr("HTTP/1.1")));
  EXPECT_NE(bytes_of(script).find('\0'), std::string::npos);
  EXPECT_TRUE(script.close_after);
}

TEST(FaultWire, BytesThatAreNoAnswerAreNotReadBeyondTheirEnd) {
  for (const char* fault : {"next:cut", "next:missing=A", "next:repeat=A", "next:malformed",
                            "next:huge=1", "next:slow"}) {
    for (const std::string answer : {"", "\r\n", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\n",
                                     "HTTP/1.1 200 OK\r\nA", "a\r\n\r\n"}) {
      EXPECT_LE(bytes_of(spoil(parse_faults(fault).at(0), answer)).size(), answer.size() + 40);
    }
  }
}

}  // namespace
}  // namespace shrike::local
