/// What a client sends down a connection of the local server, and nothing after it.
#include <array>
#include <string>

#include <sys/socket.h>
#include <unistd.h>

#include "infra/local/http_connection.h"
#include "runtime/http_answer.h"
#include "tests/fuzz/fuzz_local.h"

namespace shrike::local {
namespace {

using fuzz::require;

class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket() { ::close(descriptor_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  Socket(Socket&&) = delete;
  Socket& operator=(Socket&&) = delete;
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

ServerResponse echo(ServerRequest& request) {
  ServerResponse response;
  response.headers.add("X-Path", request.path);
  response.body = read_all(request.body, 64 * 1024);
  response.head_only = request.method == "HEAD";
  return response;
}

/// All that the server sent on the connection.
std::string conversation(std::string_view sent) {
  std::array<int, 2> pair{};
  require(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()) == 0, "a pair of sockets");
  const Socket client(pair[0]);
  std::string received;
  {
    const Socket server(pair[1]);
    require(::send(client.get(), sent.data(), sent.size(), MSG_NOSIGNAL) ==
                static_cast<ssize_t>(sent.size()),
            "what is sent fits in the socket's buffer");
    ::shutdown(client.get(), SHUT_WR);
    serve_connection(server.get(), echo, {}, {});
  }
  std::array<char, 4096> piece{};
  while (true) {
    const auto got = ::recv(client.get(), piece.data(), piece.size(), MSG_DONTWAIT);
    if (got <= 0) return received;
    received.append(piece.data(), static_cast<std::size_t>(got));
  }
}

/// Takes whole answers off the front; what a handler's request asked for decides whether an answer
/// has a body, so only those before the first HEAD are read.
void check_answers(std::string received) {
  const HttpRequest request;
  while (!received.empty()) {
    HttpAnswer answer(request);
    const std::size_t taken = answer.take(received);
    if (!answer.complete()) answer.end();
    require(taken > 0, "an answer has bytes");
    received.erase(0, taken);
  }
}

}  // namespace
}  // namespace shrike::local

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  // More answers than a socket's buffer holds would wait for a reader for ever.
  constexpr std::size_t kLargestConversation = 4096;
  const auto sent = fuzz::text(data, std::min(size, kLargestConversation));
  const std::string received = local::conversation(sent);
  if (sent.find("HEAD") == std::string_view::npos) local::check_answers(received);
  return 0;
}
