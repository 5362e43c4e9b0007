#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace shrike::test {

/// One accepted connection of a RawServer.
class RawConnection {
 public:
  explicit RawConnection(int socket) : socket_(socket) {}

  /// Head and body of one request, byte for byte; empty when the client closed.
  [[nodiscard]] std::string read_request();
  void write(std::string_view bytes);
  /// Each byte in a packet of its own.
  void write_slowly(std::string_view bytes);
  /// Ends the connection by RST instead of FIN.
  void reset();
  /// Says nothing more until the client has gone.
  void wait_until_closed();
  [[nodiscard]] int socket() const noexcept { return socket_; }

 private:
  /// Reads once; false at the end.
  bool read_more();

  int socket_;
  std::string buffer_;
};

/// An HTTP server on loopback that writes whatever bytes it is told to. Connections are served one
/// after another by `serve`, on the server's own thread.
class RawServer {
 public:
  using Serve = std::function<void(RawConnection&)>;

  explicit RawServer(Serve serve);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;
  RawServer(RawServer&&) = delete;
  RawServer& operator=(RawServer&&) = delete;

  [[nodiscard]] std::string url(std::string_view path = "/") const;
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] int connections() const noexcept { return connections_; }

 private:
  void accept_all();

  Serve serve_;
  std::uint16_t port_ = 0;
  int listener_;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

/// Serves requests with `answer`, until the client closes the connection.
[[nodiscard]] RawServer::Serve always(std::string answer);

/// A port on loopback where nobody listens.
[[nodiscard]] std::uint16_t unused_port();

}  // namespace shrike::test
