#include "infra/local/service_faults/calling_process.h"

#include <csignal>
#include <future>
#include <optional>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "infra/local/http_server.h"
#include "runtime/http_curl.h"

namespace shrike::local {
namespace {

constexpr std::string_view kTable =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n"
    "   0: 00000000:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
    "1257 1 00000000dcc1cee2 100 0 0 10 0\n"
    "   1: 0100007F:9C40 0100007F:11D6 01 00000000:00000000 00:00000000 00000000  1000        0 "
    "81985 1 00000000fdecfc54 20 4 30 10 -1\n"
    "   2: 0100007F:11D6 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 "
    "81986 1 00000000fdecfc55 20 4 30 10 -1\n"
    "   3: 0100007F:9C41 0100007F:11D6 06 00000000:00000000 03:000014B9 00000000     0        0 0 "
    "3 00000000fdecfc56\n";

TEST(SocketInode, IsThatOfTheEndWithThesePorts) {
  EXPECT_EQ(socket_inode(kTable, 40000, 4566), 81985U);
  EXPECT_EQ(socket_inode(kTable, 4566, 40000), 81986U);
}

TEST(SocketInode, IsNothingWhereNobodyHoldsTheSocketOrThereIsNone) {
  EXPECT_EQ(socket_inode(kTable, 40001, 4566), std::nullopt);  // TIME_WAIT
  EXPECT_EQ(socket_inode(kTable, 40002, 4566), std::nullopt);
  for (const std::string_view text :
       {"", "\n", "1: 0100007F:9C40", "1: 0100007F:9C40 0100007F:11D6 01 a:b",
        "1: 0100007F9C40 0100007F:11D6 01 0 0 0 0 0 7", "1: :9C4000 :11D6 01 0 0 0 0 0 7",
        "1: 0100007F:9C40 0100007F:11D6 01 0:0 0:0 0 0 0 none"}) {
    EXPECT_EQ(socket_inode(text, 40000, 4566), std::nullopt) << text;
  }
}

TEST(CallingProcess, IsFoundByTheConnectionItsRequestCameOn) {
  std::promise<std::optional<pid_t>> found;
  HttpServer server(0, [&](ServerRequest& request) {
    found.set_value(process_with_socket(request.peer_port, request.server_port));
    return ServerResponse{};
  });
  CurlTransport transport;
  HttpRequest request;
  request.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/";
  EXPECT_EQ(transport.send(request).status, 200);
  EXPECT_EQ(found.get_future().get(), ::getpid());
}

/// A process that waits to be killed, in a group of its own or in ours.
pid_t start_child(bool own_group) {
  const auto child = ::fork();
  if (child == 0) {
    while (true) ::pause();
  }
  if (own_group) ::setpgid(child, child);
  return child;
}

TEST(CallingProcess, IsKilledOnlyAsAChildWithAGroupOfItsOwn) {
  const auto child = start_child(true);
  EXPECT_TRUE(kill_child_group(child));
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGKILL);

  EXPECT_FALSE(kill_child_group(::getpid()));
  EXPECT_FALSE(kill_child_group(::getppid()));
  const auto sibling = start_child(false);
  EXPECT_FALSE(kill_child_group(sibling));
  ::kill(sibling, SIGKILL);
  ASSERT_EQ(::waitpid(sibling, &status, 0), sibling);
}

}  // namespace
}  // namespace shrike::local
