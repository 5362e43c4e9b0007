#include "tests/unit/runtime/raw_server.h"

#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace shrike::test {
namespace {

sockaddr_in loopback() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int bound_socket(std::uint16_t& port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback();
  socklen_t size = sizeof address;
  if (socket < 0 || bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no socket on loopback");
  }
  port = ntohs(address.sin_port);
  return socket;
}

constexpr std::string_view kContentLength = "\r\nContent-Length: ";

std::size_t content_length(std::string_view head) {
  const auto at = head.find(kContentLength);
  std::size_t length = 0;
  if (at != std::string_view::npos) {
    std::from_chars(head.data() + at + kContentLength.size(), head.data() + head.size(), length);
  }
  return length;
}

}  // namespace

bool RawConnection::read_more() {
  std::array<char, 65536> bytes{};
  const ssize_t count = recv(socket_, bytes.data(), bytes.size(), 0);
  if (count <= 0) return false;
  buffer_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

std::string RawConnection::read_request() {
  std::size_t head = 0;
  while ((head = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more()) return {};
  }
  const std::size_t size = head + 4 + content_length(std::string_view(buffer_).substr(0, head));
  while (buffer_.size() < size) {
    if (!read_more()) return {};
  }
  std::string request = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return request;
}

void RawConnection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void RawConnection::write_slowly(std::string_view bytes) {
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  for (const char& byte : bytes) {
    write({&byte, 1});
    std::this_thread::yield();
  }
}

void RawConnection::reset() {
  const linger abort{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
}

void RawConnection::wait_until_closed() {
  while (read_more()) {
  }
}

RawServer::RawServer(Serve serve) : serve_(std::move(serve)), listener_(bound_socket(port_)) {
  if (listen(listener_, 16) != 0) throw std::runtime_error("cannot listen on loopback");
  thread_ = std::thread([this] { accept_all(); });
}

RawServer::~RawServer() {
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
}

void RawServer::accept_all() {
  for (;;) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    ++connections_;
    RawConnection connection(socket);
    serve_(connection);
    close(socket);
  }
}

std::string RawServer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

RawServer::Serve always(std::string answer) {
  return [answer = std::move(answer)](RawConnection& connection) {
    while (!connection.read_request().empty()) connection.write(answer);
  };
}

std::uint16_t unused_port() {
  std::uint16_t port = 0;
  close(bound_socket(port));
  return port;
}

}  // namespace shrike::test
