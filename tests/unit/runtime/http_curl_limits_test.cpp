#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "runtime/error.h"
#include "runtime/http_curl.h"
#include "tests/unit/runtime/raw_server.h"

namespace shrike {
namespace {

using test::RawConnection;
using test::RawServer;

HttpRequest get(std::string url) {
  HttpRequest request;
  request.url = std::move(url);
  request.timeout = std::chrono::seconds(120);
  return request;
}

std::string error_of(CurlTransport& transport, const HttpRequest& request) {
  try {
    return "answered " + std::to_string(transport.send(request).status);
  } catch (const Error& error) {
    return error.type() + ' ' + std::string(to_string(error.kind()));
  }
}

std::string error_of(const HttpRequest& request) {
  CurlTransport transport;
  return error_of(transport, request);
}

/// After each head, zeros until the client has had enough.
RawServer::Serve endless(std::string head) {
  return [head = std::move(head)](RawConnection& connection) {
    static_cast<void>(connection.read_request());
    connection.write(head);
    const std::string zeros(1'048'576, '0');
    for (int megabytes = 0; megabytes < 1024; ++megabytes) connection.write(zeros);
  };
}

TEST(CurlTransportLimits, ACollectedBodyEndsWithinReasonWhateverItsFraming) {
  for (const std::string head :
       {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\n",
        "HTTP/1.1 503 Slow\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40000000\r\n"}) {
    RawServer server(endless(head));
    EXPECT_EQ(error_of(get(server.url())), "Network.Protocol retry") << head;
  }
}

TEST(CurlTransportLimits, ARefusalsBodyIsCollectedAndSoLimitedWhereSuccessIsHandedOver) {
  RawServer server(endless("HTTP/1.1 503 Slow\r\n\r\n"));
  auto request = get(server.url());
  request.on_chunk = [](const HttpResponse&, std::string_view) {};
  EXPECT_EQ(error_of(request), "Network.Protocol retry");
}

TEST(CurlTransportLimits, ABodyInPiecesMayBeLarger) {
  constexpr std::size_t kBytes = 20'000'000;
  RawServer server(test::always("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(kBytes) +
                                "\r\n\r\n" + std::string(kBytes, '0')));
  auto request = get(server.url());
  std::size_t seen = 0;
  request.on_chunk = [&](const HttpResponse&, std::string_view chunk) { seen += chunk.size(); };
  EXPECT_EQ(error_of(request), "answered 200");
  EXPECT_EQ(seen, kBytes);
}

TEST(CurlTransportLimits, ABodyInPiecesThatTricklesHasStalled) {
  RawServer server([](RawConnection& connection) {
    static_cast<void>(connection.read_request());
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nbegun");
    connection.wait_until_closed();
  });
  auto request = get(server.url());
  request.on_chunk = [](const HttpResponse&, std::string_view) {};
  EXPECT_EQ(error_of(request), "Network.Timeout retry");
}

TEST(CurlTransportLimits, ProvisionalAnswersEndWithinReason) {
  RawServer server([](RawConnection& connection) {
    static_cast<void>(connection.read_request());
    std::string flood;
    for (int i = 0; i < 1000; ++i) flood += "HTTP/1.1 100 Continue\r\n\r\n";
    for (int i = 0; i < 100; ++i) connection.write(flood);
  });
  EXPECT_EQ(error_of(get(server.url())), "Network.Protocol retry");
}

TEST(CurlTransportLimits, ANameThatNobodyKnowsIsAFailureToConnectEachTime) {
  RawServer server(test::always("HTTP/1.1 204 No Content\r\n\r\n"));
  CurlTransport transport;
  for (int attempt = 0; attempt < 3; ++attempt) {
    EXPECT_EQ(error_of(transport, get("http://nobody.invalid/")), "Network.ConnectFailed retry");
  }
  EXPECT_EQ(error_of(transport, get(server.url())), "answered 204");
}

}  // namespace
}  // namespace shrike
