#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "runtime/error.h"
#include "runtime/http_socket.h"
#include "tests/unit/runtime/raw_server.h"

namespace shrike {
namespace {

// Its parser keeps 16 bits of a size, and says so by an exception of its own.
TEST(SocketTransportLimits, AHeadersValueIsShorterThan64KiB) {
  test::RawServer server(test::always("HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x') +
                                      "\r\nContent-Length: 0\r\n\r\n"));
  HttpRequest request;
  request.url = server.url();
  request.timeout = std::chrono::seconds(30);
  try {
    ADD_FAILURE() << "answered " << SocketTransport().send(request).status;
  } catch (const Error& error) {
    EXPECT_EQ(error.type(), "Network.Protocol");
    EXPECT_TRUE(error.retryable());
  }
}

}  // namespace
}  // namespace shrike
