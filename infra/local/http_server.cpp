#include "infra/local/http_server.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <list>
#include <mutex>
#include <system_error>
#include <thread>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "infra/local/http_connection.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

/// How long accepting rests when the process has no descriptors or threads left.
constexpr int kExhaustedMilliseconds = 50;

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {
    if (value_ < 0) throw std::system_error(errno, std::generic_category());
  }
  ~Descriptor() { ::close(value_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;

  [[nodiscard]] int get() const noexcept { return value_; }

 private:
  int value_;
};

int listen_on(std::uint16_t port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int yes = 1;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      ::listen(listener, SOMAXCONN) != 0) {
    const std::error_code code(errno, std::generic_category());
    ::close(listener);
    throw Error(ErrorKind::Reject, "Server.PortTaken",
                fmt::format("Cannot listen on 127.0.0.1:{}: {}", port, code.message()));
  }
  return listener;
}

/// One accepted connection and the thread that serves it.
class Connection {
 public:
  Connection(int socket, const ServerHandler& handler, const RequestLimits& limits)
      : socket_(socket) {
    thread_ = std::thread([this, &handler, &limits] {
      serve_connection(socket_.get(), handler, limits, stop_.get_token());
      // The peer learns of the end now; the descriptor itself stays until this is destroyed, so
      // that its number cannot come to mean another connection under the watcher's eyes.
      ::shutdown(socket_.get(), SHUT_RDWR);
      finished_ = true;
    });
  }
  ~Connection() {
    stop_.request_stop();
    ::shutdown(socket_.get(), SHUT_RDWR);
    thread_.join();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  Connection(Connection&&) = delete;
  Connection& operator=(Connection&&) = delete;

  [[nodiscard]] int socket() const noexcept { return socket_.get(); }
  [[nodiscard]] bool finished() const noexcept { return finished_; }
  void hang_up() { stop_.request_stop(); }

 private:
  Descriptor socket_;
  std::stop_source stop_;
  std::atomic<bool> finished_ = false;
  std::thread thread_;
};

}  // namespace

std::string read_all(RequestBody& body, std::uint64_t limit) {
  std::string whole;
  for (std::string_view piece = body.next(); !piece.empty(); piece = body.next()) {
    if (piece.size() > limit - whole.size()) {
      throw Error(ErrorKind::Reject, "Request.TooLarge",
                  fmt::format("The request's body is larger than {} bytes", limit));
    }
    whole += piece;
  }
  return whole;
}

/// One thread accepts, and watches every connection for the peer hanging up.
class HttpServer::Implementation {
 public:
  Implementation(std::uint16_t port, ServerHandler handler, RequestLimits limits)
      : handler_(std::move(handler)),
        limits_(std::move(limits)),
        listener_(listen_on(port)),
        wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        watch_(::epoll_create1(EPOLL_CLOEXEC)) {
    sockaddr_in address{};
    socklen_t length = sizeof(address);
    ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    watch(wake_.get(), EPOLLIN);
    watch(listener_.get(), EPOLLIN);
    thread_ = std::thread([this] { run(); });
  }

  ~Implementation() {
    ::eventfd_write(wake_.get(), 1);
    thread_.join();
    // All at once first: a handler may be waiting for another connection's.
    for (Connection& connection : connections_) connection.hang_up();
    connections_.clear();
  }

  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;
  Implementation(Implementation&&) = delete;
  Implementation& operator=(Implementation&&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

 private:
  void watch(int descriptor, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = descriptor;
    ::epoll_ctl(watch_.get(), EPOLL_CTL_ADD, descriptor, &event);
  }

  void run() {
    std::array<epoll_event, 64> events{};
    while (true) {
      const int count =
          ::epoll_wait(watch_.get(), events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const int descriptor = events.at(static_cast<std::size_t>(i)).data.fd;
        if (descriptor == wake_.get()) return;
        if (descriptor == listener_.get()) {
          accept_all();
        } else {
          hang_up(descriptor);
        }
      }
      connections_.remove_if([](const Connection& connection) { return connection.finished(); });
    }
  }

  void accept_all() {
    while (true) {
      const int socket = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) {
        if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) rest();
        return;
      }
      if (connections_.size() >= limits_.connections) {
        ::close(socket);
        continue;
      }
      const int yes = 1;
      ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
      try {
        connections_.emplace_back(socket, handler_, limits_);
      } catch (const std::system_error&) {
        rest();
        continue;
      }
      // Once is enough: after the peer's last byte nothing more comes.
      watch(socket, EPOLLRDHUP | EPOLLONESHOT);
    }
  }

  static void rest() {
    std::this_thread::sleep_for(std::chrono::milliseconds(kExhaustedMilliseconds));
  }

  void hang_up(int socket) {
    for (Connection& connection : connections_) {
      if (connection.socket() == socket) connection.hang_up();
    }
  }

  ServerHandler handler_;
  RequestLimits limits_;
  Descriptor listener_;
  Descriptor wake_;
  Descriptor watch_;
  std::uint16_t port_ = 0;
  std::list<Connection> connections_;  ///< of the accepting thread, and the destructor's after it
  std::thread thread_;
};

HttpServer::HttpServer(std::uint16_t port, ServerHandler handler, RequestLimits limits)
    : implementation_(
          std::make_unique<Implementation>(port, std::move(handler), std::move(limits))) {}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const noexcept { return implementation_->port(); }

}  // namespace shrike::local
