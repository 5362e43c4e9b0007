#include "infra/local/http_server.h"

#include <fstream>
#include <stdexcept>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

ServerResponse text(std::string body) {
  ServerResponse response;
  response.body = std::move(body);
  return response;
}

/// Answers with what it was asked: method, path, query and body.
ServerResponse echo(ServerRequest& request) {
  return text(request.method + " " + request.path + " [" + request.query + "] " +
              read_all(request.body, kMegabyte));
}

void wait_for_stop(const std::stop_token& stop) {
  Signal stopped;
  const std::stop_callback callback(stop, [&stopped] { stopped.set(); });
  stopped.wait();
}

TEST(HttpServer, LeavesTheTargetAsItWasSent) {
  EXPECT_THAT(
      ask_server(echo, "GET /b/./x/..//a%2Fb+c?q=%20&p HTTP/1.1\r\nHost: localhost\r\n\r\n"),
      HasSubstr("GET /b/./x/..//a%2Fb+c [q=%20&p] "));
}

TEST(HttpServer, AnswersPipelinedRequestsInOrder) {
  const std::string answers = ask_server(echo,
                                         "PUT /1 HTTP/1.1\r\nContent-Length: 3\r\n\r\nonePUT /2 "
                                         "HTTP/1.1\r\nContent-Length: 3\r\n\r\ntwoGET /3 "
                                         "HTTP/1.1\r\n\r\n");
  const std::size_t first = answers.find("PUT /1 [] one");
  const std::size_t second = answers.find("PUT /2 [] two");
  const std::size_t third = answers.find("GET /3 [] ");
  ASSERT_NE(third, std::string::npos) << answers;
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
}

TEST(HttpServer, KeepsTheConnectionForTheNextRequest) {
  HttpServer server(0, echo);
  RawClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    client.send("GET /again HTTP/1.1\r\n\r\n");
    EXPECT_THAT(client.read_until("GET /again [] "), StartsWith("HTTP/1.1 200 OK\r\n"));
  }
}

TEST(HttpServer, ClosesAfterOneRequestWhenAskedTo) {
  HttpServer server(0, echo);
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.read_to_end(), HasSubstr("Connection: close\r\n"));
}

TEST(HttpServer, TakesHttpChunkingOffTheBody) {
  EXPECT_THAT(ask_server(echo,
                         "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                         "3;x=y\r\nabc\r\n1\r\nd\r\n0\r\nTrailer: v\r\n\r\n"),
              EndsWith("PUT / [] abcd"));
}

TEST(HttpServer, StreamsABodyThatIsLargerThanAnyBuffer) {
  std::size_t pieces = 0;
  std::size_t total = 0;
  const auto count = [&](ServerRequest& request) {
    for (std::string_view piece = request.body.next(); !piece.empty();
         piece = request.body.next()) {
      ++pieces;
      total += piece.size();
    }
    return text("done");
  };
  const std::string body(8 * kMegabyte, 'x');
  const std::string answer =
      ask_server(count, "PUT / HTTP/1.1\r\nContent-Length: 8388608\r\n\r\n" + body);
  EXPECT_THAT(answer, EndsWith("done"));
  EXPECT_EQ(total, body.size());
  EXPECT_GT(pieces, 16U);
}

TEST(HttpServer, SendsContinueOnlyWhenTheBodyIsRead) {
  HttpServer server(0, [](ServerRequest& request) {
    if (request.path == "/refused") return text("no");
    return echo(request);
  });
  RawClient reading(server.port());
  reading.send("PUT /read HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(reading.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  reading.send("ok");
  EXPECT_THAT(reading.read_until("ok"), StartsWith("HTTP/1.1 200 OK"));

  RawClient refused(server.port());
  refused.send("PUT /refused HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  const std::string answer = refused.read_until("no");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK"));
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
}

TEST(HttpServer, SendsContinueForAnEmptyBodyTooAndKeepsNoClientWaiting) {
  HttpServer server(0, [](ServerRequest& request) {
    if (request.path == "/refused") return text("no");
    return echo(request);
  });
  RawClient reading(server.port());
  reading.send("PUT /read HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(reading.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_THAT(reading.read_until("PUT /read [] "), StartsWith("HTTP/1.1 200 OK"));

  RawClient refused(server.port());
  refused.send("PUT /refused HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n");
  EXPECT_THAT(refused.read_to_end(), HasSubstr("Connection: close"));
}

TEST(HttpServer, DeliversTheAnswerToAClientWhoseBodyNobodyReads) {
  HttpServer server(0, [](ServerRequest&) { return text("too much"); });
  RawClient client(server.port());
  client.send("PUT / HTTP/1.1\r\nContent-Length: 4194304\r\n\r\n");
  client.send(std::string(4 * kMegabyte, 'x'));
  EXPECT_THAT(client.read_to_end(), EndsWith("too much"));
}

TEST(HttpServer, AnswersHeadWithTheLengthAndNoBody) {
  const std::string answer = ask_server(echo, "HEAD /x HTTP/1.1\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 11\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST(HttpServer, SendsNoLengthWithNoContent) {
  const auto handler = [](ServerRequest&) {
    ServerResponse response;
    response.status = 204;
    return response;
  };
  EXPECT_EQ(ask_server(handler, "DELETE /x HTTP/1.1\r\n\r\n"), "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST(HttpServer, SendsAPartOfAFile) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "slice";
  std::ofstream(path) << "0123456789";
  const auto handler = [&](ServerRequest&) {
    ServerResponse response;
    response.body = FileSlice{.path = path, .offset = 3, .length = 4};
    return response;
  };
  const std::string answer = ask_server(handler, "GET / HTTP/1.1\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 4\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n3456"));
}

TEST(HttpServer, SendsAnOpenedFileThatHasBeenReplacedMeanwhile) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "replaced";
  std::ofstream(path) << "old bytes";
  const auto handler = [&](ServerRequest&) {
    const std::shared_ptr<std::FILE> opened(std::fopen(path.c_str(), "rb"), std::fclose);
    std::filesystem::remove(path);
    std::ofstream(path) << "new";
    ServerResponse response;
    response.body = FileSlice{.path = path, .offset = 0, .length = 9, .opened = opened};
    return response;
  };
  EXPECT_THAT(ask_server(handler, "GET / HTTP/1.1\r\n\r\n"), EndsWith("old bytes"));
}

TEST(HttpServer, AnswersAMissingFileWith500) {
  const auto handler = [](ServerRequest&) {
    ServerResponse response;
    response.body = FileSlice{.path = "/nowhere/at/all", .offset = 0, .length = 4};
    return response;
  };
  EXPECT_THAT(ask_server(handler, "GET / HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 500 "));
}

TEST(HttpServer, MakesA500OfWhatAHandlerThrows) {
  const auto handler = [](ServerRequest&) -> ServerResponse { throw std::runtime_error("oops"); };
  const std::string answer = ask_server(handler, "GET / HTTP/1.1\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 Internal Server Error\r\n"));
  EXPECT_THAT(answer, EndsWith("oops\n"));
}

TEST(HttpServer, DropsTheConnectionWithoutAWord) {
  const auto handler = [](ServerRequest&) {
    ServerResponse response;
    response.drop_connection = true;
    return response;
  };
  EXPECT_EQ(ask_server(handler, "GET / HTTP/1.1\r\n\r\n"), "");
}

TEST(HttpServer, LetsNoHeaderValueStartAHeaderOfItsOwn) {
  const auto handler = [](ServerRequest&) {
    ServerResponse response;
    response.headers.add("Content-Type", "a\r\nSet-Cookie: b\n\x01");
    return response;
  };
  EXPECT_THAT(ask_server(handler, "GET / HTTP/1.1\r\n\r\n"),
              HasSubstr("\r\nContent-Type: a  Set-Cookie: b  \r\n"));
}

struct Malformed {
  const char* what;
  std::string request;
  const char* status;
};

TEST(HttpServer, RefusesWhatIsNotHttp) {
  const std::vector<Malformed> cases{
      {"noise", "\x16\x03\x01\x02 hello\r\n\r\n", "HTTP/1.1 400 "},
      {"no version", "GET /\r\n\r\n", "HTTP/1.1 400 "},
      {"control in a target", std::string("GET /a\0b HTTP/1.1\r\n\r\n", 22), "HTTP/1.1 400 "},
      {"bad length", "PUT / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n", "HTTP/1.1 400 "},
      {"negative length", "PUT / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 400 "},
      {"two lengths", "PUT / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
       "HTTP/1.1 400 "},
      {"length and chunks",
       "PUT / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "HTTP/1.1 400 "},
      {"space before a colon", "GET / HTTP/1.1\r\nHost : h\r\n\r\n", "HTTP/1.1 400 "},
      {"a host for a target", "GET http://elsewhere/ HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "},
      {"huge headers", "GET / HTTP/1.1\r\nX: " + std::string(70000, 'x') + "\r\n\r\n",
       "HTTP/1.1 431 "},
      {"endless headers", "GET / HTTP/1.1\r\nX: " + std::string(200000, 'x'), "HTTP/1.1 431 "},
  };
  for (const Malformed& malformed : cases) {
    EXPECT_THAT(ask_server(echo, malformed.request), StartsWith(malformed.status))
        << malformed.what;
  }
}

TEST(HttpServer, TellsAHandlerThatItsBodyBrokeOff) {
  std::string type;
  const auto handler = [&](ServerRequest& request) {
    try {
      return text(read_all(request.body, kMegabyte));
    } catch (const Error& error) {
      type = error.type();
      throw;
    }
  };
  for (const std::string_view request :
       {"PUT / HTTP/1.1\r\nContent-Length: 10\r\n\r\nfour",
        "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n",
        "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n"}) {
    type.clear();
    EXPECT_THAT(ask_server(handler, request), Not(HasSubstr("HTTP/1.1 200"))) << request;
    EXPECT_EQ(type, "Network.Interrupted") << request;
  }
}

TEST(HttpServer, LimitsWhatIsReadAtOnce) {
  const auto handler = [](ServerRequest& request) { return text(read_all(request.body, 3)); };
  EXPECT_THAT(ask_server(handler, "PUT / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"),
              StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(ask_server(handler, "PUT / HTTP/1.1\r\nContent-Length: 4\r\n\r\nabcd"),
              StartsWith("HTTP/1.1 500"));
}

TEST(HttpServer, ServesOthersWhileOneClientDawdles) {
  HttpServer server(0, echo);
  RawClient slow(server.port());
  slow.send("GET / HT");
  RawClient quick(server.port());
  quick.send("GET /quick HTTP/1.1\r\n\r\n");
  EXPECT_THAT(quick.read_until("/quick [] "), HasSubstr("200 OK"));
  slow.send("TP/1.1\r\n\r\n");
  EXPECT_THAT(slow.read_until("GET / [] "), HasSubstr("200 OK"));
}

TEST(HttpServer, TellsAWaitingHandlerThatThePeerHungUp) {
  Signal waiting;
  Signal gone;
  HttpServer server(0, [&](ServerRequest& request) {
    waiting.set();
    wait_for_stop(request.stop);
    gone.set();
    return text("");
  });
  {
    RawClient client(server.port());
    client.send("GET /next HTTP/1.1\r\n\r\n");
    waiting.wait();
  }
  gone.wait();
}

TEST(HttpServer, StopsThoughAHandlerWaitsAndClientsIdle) {
  Signal waiting;
  auto server = std::make_unique<HttpServer>(0, [&](ServerRequest& request) {
    waiting.set();
    wait_for_stop(request.stop);
    return text("");
  });
  RawClient idle(server->port());
  RawClient halfway(server->port());
  halfway.send("PUT / HTTP/1.1\r\nContent-Le");
  RawClient blocked(server->port());
  blocked.send("GET /next HTTP/1.1\r\n\r\n");
  waiting.wait();
  server.reset();
  EXPECT_EQ(idle.read_to_end(), "");
}

TEST(HttpServer, RefusesATakenPort) {
  const HttpServer server(0, echo);
  try {
    const HttpServer second(server.port(), echo);
    FAIL() << "the port was free";
  } catch (const Error& error) {
    EXPECT_EQ(error.type(), "Server.PortTaken");
  }
}

TEST(HttpServer, ServesManyConnectionsAtOnce) {
  HttpServer server(0, echo);
  std::vector<std::thread> clients;
  std::atomic<int> answered = 0;
  for (int i = 0; i < 32; ++i) {
    clients.emplace_back([&] {
      RawClient client(server.port());
      for (int request = 0; request < 10; ++request) {
        client.send("PUT /x HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody");
        if (client.read_until("] body").starts_with("HTTP/1.1 200")) ++answered;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(answered, 320);
}

}  // namespace
}  // namespace shrike::local
