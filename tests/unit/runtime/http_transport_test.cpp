#include <cstdlib>
#include <future>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/error.h"
#include "runtime/http.h"
#include "runtime/http_curl.h"
#include "runtime/http_socket.h"
#include "tests/unit/runtime/raw_server.h"

namespace shrike {
namespace {

using test::always;
using test::RawConnection;
using test::RawServer;
using testing::ElementsAre;
using testing::Eq;
using testing::Pair;

/// Not expected to run out, and expected to.
constexpr std::chrono::milliseconds kTimeout{30'000};
constexpr std::chrono::milliseconds kShortTimeout{150};

HttpRequest get(std::string url) {
  HttpRequest request;
  request.url = std::move(url);
  request.timeout = kTimeout;
  return request;
}

std::string error_of(HttpTransport& transport, const HttpRequest& request) {
  try {
    return "answered " + std::to_string(transport.send(request).status);
  } catch (const Error& error) {
    EXPECT_FALSE(error.message().empty());
    return error.type() + ' ' + std::string(to_string(error.kind()));
  }
}

std::string error_of(HttpTransport& transport, const std::string& url) {
  return error_of(transport, get(url));
}

/// What `request` looks like on the wire.
template <typename Transport>
std::string wire_form(HttpRequest request, const std::string& path = "/") {
  std::promise<std::string> seen;
  RawServer server([&](RawConnection& connection) {
    seen.set_value(connection.read_request());
    connection.write("HTTP/1.1 204 No Content\r\n\r\n");
  });
  request.url = server.url(path);
  request.timeout = kTimeout;
  static_cast<void>(Transport().send(request));
  std::string text = seen.get_future().get();
  const std::string port = std::to_string(server.port());
  return text.replace(text.find(port), port.size(), "PORT");
}

// One contract, kept by each transport.
using Transports = testing::Types<CurlTransport, SocketTransport>;

template <typename Transport>
class TransportContract : public testing::Test {};
template <typename Transport>
class TransportFailure : public testing::Test {};
template <typename Transport>
class TransportStream : public testing::Test {};
TYPED_TEST_SUITE(TransportContract, Transports, );
TYPED_TEST_SUITE(TransportFailure, Transports, );
TYPED_TEST_SUITE(TransportStream, Transports, );

TYPED_TEST(TransportContract, GivesStatusHeadersAndBody) {
  RawServer server(always(
      "HTTP/1.1 404 Not Found\r\nX-One:  a b \r\nx-one: c\r\nContent-Length: 5\r\n\r\nhello"));
  const HttpResponse answer = TypeParam().send(get(server.url()));
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.body, "hello");
  EXPECT_THAT(answer.headers,
              ElementsAre(Pair("X-One", "a b"), Pair("x-one", "c"), Pair("Content-Length", "5")));
}

TYPED_TEST(TransportContract, SendsNothingButWhatItWasGiven) {
  EXPECT_EQ(wire_form<TypeParam>({}), "GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n");
  EXPECT_EQ(wire_form<TypeParam>({.method = "HEAD"}),
            "HEAD / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n");
  EXPECT_EQ(wire_form<TypeParam>({.method = "DELETE"}),
            "DELETE / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n");
  EXPECT_EQ(wire_form<TypeParam>({.method = "POST"}),
            "POST / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(wire_form<TypeParam>(
                {.method = "PUT", .headers = {{"Content-Type", "a/b"}, {"X", ""}}, .body = "x"}),
            "PUT / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Type: a/b\r\nX:\r\n"
            "Content-Length: 1\r\n\r\nx");
  EXPECT_EQ(wire_form<TypeParam>({.method = "DELETE", .body = "why"}),
            "DELETE / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 3\r\n\r\nwhy");
}

TYPED_TEST(TransportContract, SendsPathAndQueryAsWritten) {
  for (const std::string path : {"/a/../b/./c", "/..", "//a//b", "/%2E%2e/%2f",
                                 "/a%20b+c;d=e:@!$&'()*,~", "/?a=b/../c&d=%20"}) {
    EXPECT_THAT(wire_form<TypeParam>({}, path),
                testing::StartsWith("GET " + path + " HTTP/1.1\r\n"));
  }
}

TYPED_TEST(TransportContract, SendsALargeBodyWholeWithoutAskingFirst) {
  const std::string body(3'000'000, '\0');
  const std::string seen = wire_form<TypeParam>({.method = "POST", .body = body});
  EXPECT_EQ(seen.find("Expect"), std::string::npos);
  EXPECT_EQ(seen.size() - seen.find("\r\n\r\n") - 4, body.size());
}

TYPED_TEST(TransportContract, RefusesHeadersThatWouldSplitTheRequest) {
  RawServer server(always("HTTP/1.1 204 No Content\r\n\r\n"));
  TypeParam transport;
  for (const HttpHeaders& headers :
       {HttpHeaders{{"X", "a\r\nY: b"}}, HttpHeaders{{"X", "a\n"}}, HttpHeaders{{"X\r\nY", "a"}},
        HttpHeaders{{"X: a", "b"}}, HttpHeaders{{"X", std::string("a\0b", 3)}}}) {
    HttpRequest request = get(server.url());
    request.headers = headers;
    EXPECT_EQ(error_of(transport, request), "Network.InvalidRequest bug");
  }
  EXPECT_EQ(server.connections(), 0);
}

TYPED_TEST(TransportContract, RefusesUrlsThatAreNotHttp) {
  TypeParam transport;
  for (const std::string url : {"", "file:///etc/passwd", "ftp://127.0.0.1/", "http://", "http://[",
                                "http://127.0.0.1:99999/", "http://127.0.0.1/a b\r\nX: y"}) {
    EXPECT_EQ(error_of(transport, url), "Network.InvalidRequest bug") << url;
  }
}

TYPED_TEST(TransportContract, KeepsItsConnection) {
  RawServer server(always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
  TypeParam transport;
  for (int i = 0; i < 5; ++i) {
    HttpRequest request = get(server.url());
    request.method = i % 2 == 0 ? "GET" : "POST";
    EXPECT_EQ(transport.send(request).body, "ok");
  }
  EXPECT_EQ(server.connections(), 1);
}

TYPED_TEST(TransportContract, ConnectsAgainWhenTheKeptConnectionIsGone) {
  RawServer server([](RawConnection& connection) {
    static_cast<void>(connection.read_request());
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  });
  TypeParam transport;
  EXPECT_EQ(transport.send(get(server.url())).body, "ok");
  EXPECT_EQ(transport.send(get(server.url())).body, "ok");
  EXPECT_EQ(server.connections(), 2);
}

TYPED_TEST(TransportContract, ForgetsTheLastRequest) {
  std::vector<std::string> seen;
  RawServer server([&](RawConnection& connection) {
    for (auto text = connection.read_request(); !text.empty(); text = connection.read_request()) {
      seen.push_back(text);
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }
  });
  {
    TypeParam transport;
    HttpRequest put = get(server.url());
    put.method = "PUT";
    put.body = "secret";
    put.headers.add("X-Secret", "1");
    static_cast<void>(transport.send(put));
    HttpRequest head = get(server.url());
    head.method = "HEAD";
    static_cast<void>(transport.send(head));
    static_cast<void>(transport.send(get(server.url())));
  }
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_THAT(seen[1], testing::StartsWith("HEAD "));
  EXPECT_THAT(seen[2], testing::StartsWith("GET "));
  EXPECT_EQ(seen[2].find("ecret"), std::string::npos);
}

TYPED_TEST(TransportContract, ReadsAnAnswerThatComesByteByByte) {
  RawServer server([](RawConnection& connection) {
    static_cast<void>(connection.read_request());
    connection.write_slowly("HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 5\r\n\r\nhello");
    connection.wait_until_closed();
  });
  EXPECT_EQ(TypeParam().send(get(server.url())).body, "hello");
}

TYPED_TEST(TransportContract, ReadsChunkedAnswers) {
  RawServer server(
      always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
             "3\r\nhel\r\n2;name=value\r\nlo\r\n0\r\n\r\n"));
  EXPECT_EQ(TypeParam().send(get(server.url())).body, "hello");
}

TYPED_TEST(TransportContract, ReadsAnAnswerThatEndsWithItsConnection) {
  RawServer server([](RawConnection& connection) {
    static_cast<void>(connection.read_request());
    connection.write("HTTP/1.1 200 OK\r\n\r\nhello");
  });
  EXPECT_EQ(TypeParam().send(get(server.url())).body, "hello");
}

TYPED_TEST(TransportContract, SkipsProvisionalAnswers) {
  RawServer server(
      always("HTTP/1.1 100 Continue\r\nX: provisional\r\n\r\n"
             "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
  const HttpResponse answer = TypeParam().send(get(server.url()));
  EXPECT_EQ(answer.status, 200);
  EXPECT_FALSE(answer.headers.contains("X"));
}

TYPED_TEST(TransportContract, ReadsNoBodyAfterHead) {
  RawServer server(always("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n"));
  TypeParam transport;
  HttpRequest request = get(server.url());
  request.method = "HEAD";
  const HttpResponse answer = transport.send(request);
  EXPECT_THAT(answer.headers.find("content-length"), Eq("1234"));
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(transport.send(request).status, 200);
  EXPECT_EQ(server.connections(), 1);
}

TYPED_TEST(TransportContract, FollowsNoRedirects) {
  RawServer server(
      always("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_EQ(TypeParam().send(get(server.url())).status, 302);
}

TYPED_TEST(TransportContract, HeedsNoProxyOfTheEnvironment) {
  const std::string proxy = "http://127.0.0.1:" + std::to_string(test::unused_port());
  for (const char* name : {"http_proxy", "all_proxy", "ALL_PROXY"}) setenv(name, proxy.c_str(), 1);
  RawServer server(always("HTTP/1.1 204 No Content\r\n\r\n"));
  EXPECT_EQ(TypeParam().send(get(server.url())).status, 204);
  for (const char* name : {"http_proxy", "all_proxy", "ALL_PROXY"}) unsetenv(name);
}

TYPED_TEST(TransportFailure, IsTypedByWhatHappened) {
  struct Case {
    std::string what;
    RawServer::Serve serve;
    std::string error;
    std::string or_else{};
  };
  const auto after_request = [](const std::string& bytes, bool by_reset = false) {
    return [=](RawConnection& connection) {
      static_cast<void>(connection.read_request());
      connection.write(bytes);
      if (by_reset) connection.reset();
    };
  };
  const std::vector<Case> cases = {
      {"closed without a word", after_request(""), "Network.Interrupted retry"},
      {"reset without a word", after_request("", true), "Network.Interrupted retry"},
      {"cut short in the body", after_request("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell"),
       "Network.Interrupted retry"},
      {"reset in the body", after_request("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell", true),
       "Network.Interrupted retry"},
      {"cut short between chunks",
       after_request("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n"),
       "Network.Interrupted retry"},
      {"chunk without a size",
       after_request("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n"),
       "Network.Protocol retry", "Network.Interrupted retry"},
      {"another protocol", after_request("SSH-2.0-OpenSSH_9.2\r\n"), "Network.Protocol retry"},
      {"noise", after_request(std::string(5000, '\x01')), "Network.Protocol retry"},
      {"a version from the future", after_request("HTTP/7.0 200 OK\r\n\r\n"),
       "Network.Protocol retry"},
      {"a negative length", after_request("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
       "Network.Protocol retry"},
      {"one header without end",
       after_request("HTTP/1.1 200 OK\r\nX: " + std::string(1'000'000, 'x')),
       "Network.Protocol retry"},
  };
  for (const Case& row : cases) {
    RawServer server(row.serve);
    TypeParam transport;
    EXPECT_THAT(error_of(transport, server.url()), testing::AnyOf(row.error, row.or_else))
        << row.what;
  }
}

TYPED_TEST(TransportFailure, IncludesHeadersBeyondReason) {
  std::string answer = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 5000; ++i) answer += "X: " + std::string(100, 'x') + "\r\n";
  RawServer server(always(answer + "Content-Length: 0\r\n\r\n"));
  TypeParam transport;
  EXPECT_EQ(error_of(transport, server.url()), "Network.Protocol retry");
}

TYPED_TEST(TransportFailure, IncludesOneHeaderBeyondReason) {
  RawServer server(always("HTTP/1.1 200 OK\r\nX: " + std::string(140'000, 'x') +
                          "\r\nContent-Length: 0\r\n\r\n"));
  TypeParam transport;
  EXPECT_EQ(error_of(transport, server.url()), "Network.Protocol retry");
}

TYPED_TEST(TransportFailure, TakesLargeHeadersThatStayWithinReason) {
  const std::string field = "X: " + std::string(60'000, 'x') + "\r\n";
  RawServer server(
      always("HTTP/1.1 200 OK\r\n" + field + field + field + field + "Content-Length: 0\r\n\r\n"));
  const HttpResponse answer = TypeParam().send(get(server.url()));
  EXPECT_EQ(answer.headers.size(), 5U);
  EXPECT_EQ(answer.headers.find("X").value_or("").size(), 60'000U);
}

TYPED_TEST(TransportFailure, IsATimeoutWhenThePeerStalls) {
  for (const std::string before :
       {"", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell"}) {
    RawServer server([&](RawConnection& connection) {
      static_cast<void>(connection.read_request());
      connection.write(before);
      connection.wait_until_closed();
    });
    TypeParam transport;
    HttpRequest request = get(server.url());
    request.timeout = kShortTimeout;
    EXPECT_EQ(error_of(transport, request), "Network.Timeout retry");
  }
}

TYPED_TEST(TransportFailure, SaysThatNobodyListens) {
  TypeParam transport;
  EXPECT_EQ(error_of(transport, "http://127.0.0.1:" + std::to_string(test::unused_port())),
            "Network.ConnectFailed retry");
}

TYPED_TEST(TransportFailure, RefusesANegativeTimeLimit) {
  TypeParam transport;
  HttpRequest request = get("http://127.0.0.1:1/");
  request.timeout = std::chrono::milliseconds(-1);
  EXPECT_EQ(error_of(transport, request), "Network.InvalidRequest bug");
}

TYPED_TEST(TransportFailure, LeavesTheTransportUsable) {
  int count = 0;
  RawServer server([&](RawConnection& connection) {
    static_cast<void>(connection.read_request());
    if (++count > 1) connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  });
  TypeParam transport;
  EXPECT_EQ(error_of(transport, server.url()), "Network.Interrupted retry");
  EXPECT_EQ(transport.send(get(server.url())).body, "ok");
}

TYPED_TEST(TransportStream, HandsTheBodyOverPieceByPiece) {
  const std::string body(1'000'000, 'x');
  RawServer server(
      always("HTTP/1.1 206 Partial Content\r\nETag: e\r\nContent-Length: 1000000\r\n\r\n" + body));
  std::string received;
  int pieces = 0;
  HttpRequest request = get(server.url());
  request.on_chunk = [&](const HttpResponse& head, std::string_view chunk) {
    EXPECT_EQ(head.status, 206);
    EXPECT_THAT(head.headers.find("etag"), Eq("e"));
    received += chunk;
    ++pieces;
  };
  const HttpResponse answer = TypeParam().send(request);
  EXPECT_EQ(answer.status, 206);
  EXPECT_EQ(answer.body, "");
  EXPECT_TRUE(received == body);
  EXPECT_GT(pieces, 1);
}

TYPED_TEST(TransportStream, CollectsTheBodyOfARefusal) {
  RawServer server(always("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"));
  HttpRequest request = get(server.url());
  request.on_chunk = [](const HttpResponse&, std::string_view) { FAIL(); };
  EXPECT_EQ(TypeParam().send(request).body, "no");
}

TYPED_TEST(TransportStream, LetsAnExceptionOutAndStaysUsable) {
  RawServer server(always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
  TypeParam transport;
  HttpRequest request = get(server.url());
  request.on_chunk = [](const HttpResponse&, std::string_view) {
    throw std::out_of_range("enough");
  };
  EXPECT_THROW(static_cast<void>(transport.send(request)), std::out_of_range);
  EXPECT_EQ(transport.send(get(server.url())).body, "ok");
}

}  // namespace
}  // namespace shrike
