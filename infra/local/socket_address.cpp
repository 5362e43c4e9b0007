#include "infra/local/socket_address.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace shrike::local {

SocketAddress address_of(int socket) {
  SocketAddress address;
  sockaddr_in end{};
  socklen_t length = sizeof(end);
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&end), &length) == 0) {
    address.own_port = ntohs(end.sin_port);
  }
  length = sizeof(end);
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&end), &length) != 0) return address;
  const std::uint32_t ip = ntohl(end.sin_addr.s_addr);
  address.peer =
      fmt::format("{}.{}.{}.{}", ip >> 24U, (ip >> 16U) & 255U, (ip >> 8U) & 255U, ip & 255U);
  address.peer_port = ntohs(end.sin_port);
  return address;
}

}  // namespace shrike::local
