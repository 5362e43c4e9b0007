#include "infra/local/foreign_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/local/ask_server.h"

namespace shrike::local {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Case {
  const char* what;
  HttpHeaders headers;
  int status;  ///< 0: served
};

TEST(ForeignPage, IsWhatABrowserSendsForAPageOfElsewhere) {
  const std::vector<Case> cases{
      {"a client that names no host", {}, 0},
      {"an address", {{"Host", "127.0.0.1:4566"}}, 0},
      {"an address without a port", {{"Host", "127.0.0.1"}}, 0},
      {"an IPv6 address", {{"Host", "[::1]:4566"}}, 0},
      {"a name", {{"Host", "localhost:4566"}}, 0},
      {"a name in capitals", {{"host", "LocalHost:4566"}}, 0},
      {"a bucket's name", {{"Host", "my.bucket.s3.us-east-1.localhost:4566"}}, 0},

      {"a name made to resolve to here", {{"Host", "attacker.example:4566"}}, 421},
      {"one that ends like ours", {{"Host", "notlocalhost:4566"}}, 421},
      {"one that begins like ours", {{"Host", "localhost.attacker.example"}}, 421},
      {"one that begins with our address", {{"Host", "127.0.0.1.attacker.example"}}, 421},
      {"another address", {{"Host", "10.0.0.1:4566"}}, 421},
      {"all addresses", {{"Host", "0.0.0.0:4566"}}, 421},
      {"nothing below ours", {{"Host", ".localhost"}}, 421},
      {"no host", {{"Host", ""}}, 421},
      {"user information", {{"Host", "attacker.example@127.0.0.1"}}, 421},
      {"what is no port", {{"Host", "127.0.0.1:x"}}, 421},
      {"an empty port", {{"Host", "127.0.0.1:"}}, 421},
      {"a path", {{"Host", "attacker.example/.localhost"}}, 421},
      {"an open bracket", {{"Host", "[::1"}}, 421},
      {"two hosts", {{"Host", "127.0.0.1"}, {"Host", "attacker.example"}}, 400},

      {"a page of this machine", {{"Origin", "http://localhost:3000"}}, 0},
      {"one by its address", {{"Origin", "http://127.0.0.1:3000"}}, 0},
      {"a page of elsewhere", {{"Origin", "https://attacker.example"}}, 403},
      {"one that looks like ours", {{"Origin", "https://localhost.attacker.example"}}, 403},
      {"one that hides behind ours", {{"Origin", "https://localhost@attacker.example"}}, 403},
      {"a sandboxed frame", {{"Origin", "null"}}, 403},
      {"an image on a page of elsewhere",
       {{"Sec-Fetch-Site", "cross-site"}, {"Referer", "https://attacker.example/page"}},
       403},
      {"one that says not where", {{"Sec-Fetch-Site", "cross-site"}}, 403},
      {"an image on a page of this machine",
       {{"Sec-Fetch-Site", "cross-site"}, {"Referer", "http://localhost:3000/page?q=a"}},
       0},
      {"a link that was typed", {{"Sec-Fetch-Site", "none"}}, 0},
      {"our own page", {{"Sec-Fetch-Site", "same-origin"}, {"Origin", "http://127.0.0.1:1"}}, 0},
  };
  for (const Case& request : cases) {
    const auto refused = foreign_page(request.headers);
    EXPECT_EQ(refused ? refused->status : 0, request.status) << request.what;
  }
}

TEST(ForeignPage, ReachesNoHandler) {
  const auto handler = [](ServerRequest&) -> ServerResponse {
    ADD_FAILURE() << "the handler saw it";
    return {};
  };
  EXPECT_THAT(ask_server(handler,
                         "POST /2018-06-01/runtime/invocation/id/response HTTP/1.1\r\n"
                         "Host: 127.0.0.1\r\nOrigin: https://attacker.example\r\n"
                         "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}"),
              StartsWith("HTTP/1.1 403 Forbidden\r\n"));
  const auto rebound =
      ask_server(handler, "GET /results/private.jpg HTTP/1.1\r\nHost: attacker.example\r\n\r\n");
  EXPECT_THAT(rebound, StartsWith("HTTP/1.1 421 Misdirected Request\r\n"));
  EXPECT_THAT(rebound, Not(HasSubstr("Access-Control")));
}

}  // namespace
}  // namespace shrike::local
