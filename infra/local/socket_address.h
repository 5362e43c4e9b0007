#pragma once

#include <cstdint>
#include <string>

namespace shrike::local {

/// The two ends of an accepted connection.
struct SocketAddress {
  std::string peer = "127.0.0.1";
  std::uint16_t peer_port = 0;  ///< 0: unknown
  std::uint16_t own_port = 0;   ///< 0: unknown
};

/// Of a connected IPv4 socket; the defaults where the system does not say.
[[nodiscard]] SocketAddress address_of(int socket);

}  // namespace shrike::local
