#include "runtime/http_answer.h"

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike {
namespace {

/// How the answer ends when these bytes are all that come: its status, or the error's type.
std::string end_of(std::string_view bytes) {
  const HttpRequest request;
  HttpAnswer answer(request);
  try {
    EXPECT_LE(answer.take(bytes), bytes.size());  // half a line is kept for later
    if (!answer.complete()) answer.end();
    return std::to_string(answer.release().status);
  } catch (const Error& error) {
    return error.type();
  }
}

TEST(HttpAnswer, EndsWithItsConnectionOnlyWhereItsBodyMay) {
  EXPECT_EQ(end_of("HTTP/1.1 200 OK\r\n\r\nbody"), "200");
  EXPECT_EQ(end_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbody"), "Network.Interrupted");
  EXPECT_EQ(end_of("HTTP/1.1 200"), "Network.Interrupted");
  EXPECT_EQ(end_of(""), "Network.Interrupted");
}

TEST(HttpAnswer, RefusesAHeaderBeyondItsLimitAlsoAmongTheTrailers) {
  const auto field = [](std::size_t name, std::size_t value) {
    return std::string(name, 'n') + ": " + std::string(value, 'v') + "\r\n";
  };
  const auto answer = [](const std::string& field) {
    return "HTTP/1.1 200 OK\r\n" + field + "Content-Length: 0\r\n\r\n";
  };
  EXPECT_EQ(end_of(answer(field(1, 65'533))), "200");
  EXPECT_EQ(end_of(answer(field(65'533, 65'533))), "200");
  EXPECT_EQ(end_of(answer(field(1, 65'534))), "Network.Protocol");
  EXPECT_EQ(end_of(answer(field(65'534, 1))), "Network.Protocol");
  EXPECT_EQ(end_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + field(1, 65'534) +
                   "\r\n"),
            "Network.Protocol");
}

TEST(HttpAnswer, IsInterruptedAfterAProvisionalAnswerAlone) {
  EXPECT_EQ(end_of("HTTP/1.1 100 Continue\r\n\r\n"), "Network.Interrupted");
}

// A request is sent once more on a new connection only where nothing of an answer came.
TEST(HttpAnswer, HasBegunWithAProvisionalAnswer) {
  const HttpRequest request;
  HttpAnswer answer(request);
  EXPECT_FALSE(answer.begun());
  EXPECT_GT(answer.take("HTTP/1.1 100 Continue\r\n\r\n"), 0U);
  EXPECT_TRUE(answer.begun());
  EXPECT_FALSE(answer.complete());
}

}  // namespace
}  // namespace shrike
