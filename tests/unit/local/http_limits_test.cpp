// What a client can cost the server, and from where it can be reached.
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infra/local/http_server.h"
#include "runtime/error.h"
#include "tests/unit/local/raw_client.h"

namespace shrike::local {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

ServerResponse answer_with_body(ServerRequest& request) {
  ServerResponse response;
  try {
    response.body = "got " + read_all(request.body, 1024);
  } catch (const Error& error) {
    response.body = error.type();
  }
  return response;
}

/// The local addresses, as the kernel writes them, of what listens on a port.
std::vector<std::string> listening_addresses(std::uint16_t port) {
  std::vector<std::string> addresses;
  const std::string suffix = fmt::format(":{:04X}", port);
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    std::ifstream file(table);
    for (std::string line; std::getline(file, line);) {
      std::istringstream fields(line);
      std::string number;
      std::string local;
      std::string remote;
      std::string state;
      fields >> number >> local >> remote >> state;
      constexpr std::string_view kListening = "0A";
      if (state == kListening && local.ends_with(suffix)) {
        addresses.push_back(local.substr(0, local.size() - suffix.size()));
      }
    }
  }
  return addresses;
}

TEST(HttpLimits, ListensOnTheLoopbackAndNowhereElse) {
  const HttpServer server(0, answer_with_body);
  constexpr const char* kLoopback = "0100007F";  // 127.0.0.1, the last byte first
  EXPECT_THAT(listening_addresses(server.port()), ElementsAre(kLoopback));
}

TEST(HttpLimits, GiveUpARequestWhoseHeadersDoNotEnd) {
  HttpServer server(0, answer_with_body, {.head_time = milliseconds(50)});
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: localh");
  EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
}

TEST(HttpLimits, CountAHeadFromItsFirstByteAlsoWhenItFollowsARequest) {
  HttpServer server(0, answer_with_body, {.head_time = milliseconds(50)});
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\n\r\nGET /second HTTP/1.1\r\n");
  const std::string answers = client.read_to_end();
  EXPECT_THAT(answers, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answers, HasSubstr("HTTP/1.1 408 Request Timeout\r\n"));
}

TEST(HttpLimits, TakeABodyThatPausesTooLongForBrokenOff) {
  HttpServer server(0, answer_with_body, {.body_pause = milliseconds(50)});
  RawClient client(server.port());
  client.send("PUT / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf");
  EXPECT_THAT(client.read_to_end(), HasSubstr("Network.Interrupted"));
}

TEST(HttpLimits, CloseAConnectionThatIsOneTooMany) {
  HttpServer server(0, answer_with_body, {.connections = 2});
  std::vector<std::unique_ptr<RawClient>> served;
  for (int i = 0; i < 2; ++i) {
    served.push_back(std::make_unique<RawClient>(server.port()));
    served.back()->send("GET / HTTP/1.1\r\n\r\n");
    EXPECT_THAT(served.back()->read_until("got "), StartsWith("HTTP/1.1 200"));
  }
  RawClient third(server.port());
  EXPECT_EQ(third.read_to_end(), "");
}

}  // namespace
}  // namespace shrike::local
