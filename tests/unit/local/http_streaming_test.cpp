#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infra/local/http_server.h"
#include "runtime/error.h"
#include "tests/unit/local/ask_server.h"
#include "tests/unit/local/raw_client.h"
#include "tests/unit/local/signal.h"

namespace shrike::local {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::uint64_t kMegabyte = 1024 * 1024;

ServerResponse produced(std::function<void(const PieceSink&)> produce) {
  ServerResponse response;
  response.body = ProducedBody{std::move(produce)};
  return response;
}

ServerResponse with_text(std::string text) {
  ServerResponse response;
  response.body = std::move(text);
  return response;
}

/// The body, then each trailer as `name=value;`.
ServerResponse tell_trailers(ServerRequest& request) {
  std::string told;
  try {
    told = read_all(request.body, kMegabyte) + "|";
    for (const auto& [name, value] : request.body.trailers()) told += name + "=" + value + ";";
  } catch (const Error& error) {
    told = error.type();
  }
  return with_text(std::move(told));
}

constexpr std::string_view kChunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n";

TEST(HttpTrailers, AreReadAfterTheBody) {
  EXPECT_THAT(
      ask_server(tell_trailers, std::string(kChunked) +
                                    "Trailer: Error-Type\r\nX: header\r\n\r\n"
                                    "3\r\nabc\r\n0\r\nError-Type: Bad.Luck\r\nY: 2\r\n\r\n"),
      EndsWith("\r\n\r\nabc|Error-Type=Bad.Luck;Y=2;"));
}

TEST(HttpTrailers, OfAHeadersNameAreNotTheHeader) {
  const auto handler = [](ServerRequest& request) {
    const std::string header(request.headers.find("X").value_or(""));
    const auto body = read_all(request.body, kMegabyte);
    return with_text(header + "," + std::string(request.body.trailers().find("X").value_or("")) +
                     "," + std::string(request.headers.find("X").value_or("")));
  };
  EXPECT_THAT(
      ask_server(handler, std::string(kChunked) + "X: header\r\n\r\n0\r\nX: trailer\r\n\r\n"),
      EndsWith("\r\n\r\nheader,trailer,header"));
}

TEST(HttpTrailers, AreNoneWhereThereAreNone) {
  EXPECT_THAT(ask_server(tell_trailers, std::string(kChunked) + "\r\n3\r\nabc\r\n0\r\n\r\n"),
              EndsWith("\r\n\r\nabc|"));
  EXPECT_THAT(ask_server(tell_trailers, "POST / HTTP/1.1\r\nX: y\r\nContent-Length: 3\r\n\r\nabc"),
              EndsWith("\r\n\r\nabc|"));
}

TEST(HttpTrailers, LeaveTheConnectionForTheNextRequest) {
  HttpServer server(0, tell_trailers);
  RawClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    client.send(std::string(kChunked) + "\r\n1\r\na\r\n0\r\nX: y\r\n\r\n");
    EXPECT_THAT(client.read_until("a|X=y;"), HasSubstr("200 OK"));
  }
}

TEST(HttpTrailers, OfAnErrorDocumentsSizeAreRead) {
  const std::string document(60'000, 'e');
  const auto answer =
      ask_server(tell_trailers, std::string(kChunked) + "\r\n0\r\nX: " + document + "\r\n\r\n");
  EXPECT_TRUE(answer.ends_with("|X=" + document + ";"));
}

TEST(HttpTrailers, ThatAreMalformedOrEndlessBreakTheBodyOff) {
  for (const std::string& end :
       {std::string("0\r\nno colon\r\n\r\n"), std::string("0\r\nX: y"),
        std::string("0\r\nX : y\r\n\r\n"), std::string("0\r\nX: y\r\nContent-Length: 9\r\n\r\n"),
        "0\r\nX: " + std::string(3 * kMegabyte, 'x')}) {
    EXPECT_THAT(ask_server(tell_trailers, std::string(kChunked) + "\r\n1\r\na\r\n" + end),
                EndsWith("\r\n\r\nNetwork.Interrupted"))
        << end.substr(0, 40);
  }
}

TEST(HttpProducedBody, GoesOutInChunks) {
  const auto handler = [](ServerRequest&) {
    return produced([](const PieceSink& send) {
      send("one");
      send(std::string(20, 'x'));
      send("");
      send("three");
    });
  };
  const auto answer = ask_server(handler, "GET / HTTP/1.1\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_THAT(answer, Not(HasSubstr("Content-Length")));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n3\r\none\r\n14\r\nxxxxxxxxxxxxxxxxxxxx\r\n"
                               "5\r\nthree\r\n0\r\n\r\n"));
}

TEST(HttpProducedBody, IsReadableBeforeItHasEnded) {
  Signal first_was_read;
  HttpServer server(0, [&](ServerRequest&) {
    return produced([&](const PieceSink& send) {
      send("first");
      first_was_read.wait();
      send("second");
    });
  });
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\n\r\n");
  EXPECT_THAT(client.read_until("5\r\nfirst\r\n"), StartsWith("HTTP/1.1 200 OK"));
  first_was_read.set();
  EXPECT_EQ(client.read_until("0\r\n\r\n"), "6\r\nsecond\r\n0\r\n\r\n");
}

TEST(HttpProducedBody, LeavesTheConnectionForTheNextRequest) {
  HttpServer server(0, [](ServerRequest& request) {
    return produced([path = request.path](const PieceSink& send) { send(path); });
  });
  RawClient client(server.port());
  for (const std::string path : {"/a", "/b"}) {
    client.send("GET " + path + " HTTP/1.1\r\n\r\n");
    EXPECT_THAT(client.read_until("0\r\n\r\n"), EndsWith("2\r\n" + path + "\r\n0\r\n\r\n"));
  }
}

TEST(HttpProducedBody, ThatThrowsIsCutWithoutItsEnd) {
  const auto handler = [](ServerRequest&) {
    return produced([](const PieceSink& send) {
      send("half");
      throw std::runtime_error("broke off");
    });
  };
  EXPECT_THAT(ask_server(handler, "GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
              EndsWith("\r\n\r\n4\r\nhalf\r\n"));
}

TEST(HttpProducedBody, LearnsThatTheClientHasGone) {
  Signal gone;
  HttpServer server(0, [&](ServerRequest&) {
    return produced([&](const PieceSink& send) {
      try {
        while (true) send(std::string(kMegabyte, 'x'));
      } catch (const Error& error) {
        EXPECT_EQ(error.type(), "Network.Interrupted");
        gone.set();
        throw;
      }
    });
  });
  {
    RawClient client(server.port());
    client.send("GET / HTTP/1.1\r\n\r\n");
    EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("chunked"));
  }
  gone.wait();
}

TEST(HttpProducedBody, IsNotProducedForHead) {
  bool called = false;
  const auto handler = [&](ServerRequest&) {
    return produced([&](const PieceSink&) { called = true; });
  };
  EXPECT_THAT(ask_server(handler, "HEAD / HTTP/1.1\r\n\r\n"), EndsWith("\r\n\r\n"));
  EXPECT_FALSE(called);
}

TEST(HttpProducedBody, EndsWithTheConnectionForAnHttp10Client) {
  const auto handler = [](ServerRequest&) {
    return produced([](const PieceSink& send) {
      send("one");
      send("two");
    });
  };
  const auto answer = ask_server(handler, "GET / HTTP/1.0\r\n\r\n");
  EXPECT_THAT(answer, Not(HasSubstr("Transfer-Encoding")));
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nonetwo"));
}

}  // namespace
}  // namespace shrike::local
