#include "tests/unit/local/raw_client.h"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace shrike::local {

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    throw std::system_error(errno, std::generic_category());
  }
}

RawClient::~RawClient() { ::close(socket_); }

void RawClient::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void RawClient::half_close() const { ::shutdown(socket_, SHUT_WR); }

std::string RawClient::read_until(std::string_view text) {
  std::array<char, 4096> piece{};
  while (unread_.find(text) == std::string::npos) {
    const ssize_t got = ::recv(socket_, piece.data(), piece.size(), 0);
    if (got <= 0) return std::exchange(unread_, {});
    unread_.append(piece.data(), static_cast<std::size_t>(got));
  }
  const std::size_t end = unread_.find(text) + text.size();
  std::string read = unread_.substr(0, end);
  unread_.erase(0, end);
  return read;
}

std::string RawClient::read_to_end() {
  std::string whole = std::exchange(unread_, {});
  std::array<char, 4096> piece{};
  for (ssize_t got = 0; (got = ::recv(socket_, piece.data(), piece.size(), 0)) > 0;) {
    whole.append(piece.data(), static_cast<std::size_t>(got));
  }
  return whole;
}

}  // namespace shrike::local
