#include <future>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "runtime/error.h"
#include "runtime/http_socket.h"
#include "tests/unit/runtime/raw_server.h"

namespace shrike {
namespace {

using test::RawConnection;
using test::RawServer;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kAccepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok";

std::unique_ptr<HttpUpload> upload_to(const RawServer& server) {
  HttpRequest request;
  request.method = "POST";
  request.url = server.url("/response");
  request.headers = {{"Trailer", "A, B"}};
  return SocketTransport().open_upload(request);
}

/// All that a client sends until `end`, or until it ends its connection.
std::string read_until(const RawConnection& connection, std::string_view end) {
  std::string all;
  char byte = 0;
  while (!all.ends_with(end) && recv(connection.socket(), &byte, 1, 0) == 1) all += byte;
  return all;
}

/// A whole request: the last chunk, then trailers, then an empty line.
std::string read_upload(const RawConnection& connection) {
  const auto body = read_until(connection, "\r\n0\r\n");
  const auto trailers = read_until(connection, "\r\n");
  return body + trailers + (trailers == "\r\n" ? "" : read_until(connection, "\r\n\r\n"));
}

TEST(HttpUpload, SendsChunksAndThenTrailers) {
  std::promise<std::string> seen;
  const RawServer server([&](RawConnection& connection) {
    seen.set_value(read_upload(connection));
    connection.write(kAccepted);
  });
  const auto upload = upload_to(server);
  EXPECT_TRUE(upload->write("hello"));
  EXPECT_TRUE(upload->write(""));
  EXPECT_TRUE(upload->write(std::string(300, 'x')));
  const auto answer = upload->finish({{"A", "1"}, {"B", "2"}});
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.body, "ok");

  const auto text = seen.get_future().get();
  EXPECT_THAT(text, StartsWith("POST /response HTTP/1.1\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nTrailer: A, B\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_THAT(text, EndsWith("\r\n\r\n5\r\nhello\r\n12c\r\n" + std::string(300, 'x') +
                             "\r\n0\r\nA: 1\r\nB: 2\r\n\r\n"));
}

TEST(HttpUpload, IsOnItsWayWhenWriteReturns) {
  std::promise<void> arrived;
  const RawServer server([&](RawConnection& connection) {
    static_cast<void>(read_until(connection, "\r\nfirst"));
    arrived.set_value();
    static_cast<void>(read_upload(connection));
    connection.write(kAccepted);
  });
  const auto upload = upload_to(server);
  EXPECT_TRUE(upload->write("first"));
  arrived.get_future().wait();
  EXPECT_EQ(upload->finish({}).status, 202);
}

TEST(HttpUpload, ClosesTheConnectionSoThatAPartIsNotTakenForTheWhole) {
  std::promise<std::string> seen;
  const RawServer server(
      [&](RawConnection& connection) { seen.set_value(read_upload(connection)); });
  {
    const auto upload = upload_to(server);
    EXPECT_TRUE(upload->write("half"));
  }
  EXPECT_THAT(seen.get_future().get(), EndsWith("4\r\nhalf"));
}

TEST(HttpUpload, StopsWhenThePeerHasAnsweredBeforeTheEnd) {
  std::promise<void> answered;
  const RawServer server([&](RawConnection& connection) {
    static_cast<void>(read_until(connection, "\r\n\r\n"));
    connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
    answered.set_value();
    connection.wait_until_closed();
  });
  const auto upload = upload_to(server);
  static_cast<void>(upload->write("a"));
  answered.get_future().wait();
  while (upload->write("b")) {
  }
  EXPECT_FALSE(upload->write("c"));
  EXPECT_EQ(upload->finish({}).status, 413);
}

TEST(HttpUpload, FailsWhenThePeerGoesAwayWithoutAnAnswer) {
  const RawServer server([](RawConnection& connection) {
    static_cast<void>(read_until(connection, "\r\n\r\n"));
    connection.reset();
  });
  const auto upload = upload_to(server);
  while (upload->write(std::string(65536, 'x'))) {
  }
  try {
    static_cast<void>(upload->finish({}));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.type(), "Network.Interrupted");
  }
}

TEST(SocketTransport, GivesUpAWaitThatIsCancelled) {
  std::promise<void> asked;
  const RawServer server([&](RawConnection& connection) {
    static_cast<void>(connection.read_request());
    asked.set_value();
    connection.wait_until_closed();
  });
  std::stop_source stop;
  HttpRequest request;
  request.url = server.url();
  request.cancel = stop.get_token();
  auto outcome = std::async(std::launch::async, [&] {
    try {
      return std::to_string(SocketTransport().send(request).status);
    } catch (const Error& error) {
      return error.type();
    }
  });
  asked.get_future().wait();
  stop.request_stop();
  EXPECT_EQ(outcome.get(), "Network.Cancelled");
}

}  // namespace
}  // namespace shrike
