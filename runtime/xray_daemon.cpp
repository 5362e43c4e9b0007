#include "runtime/xray_daemon.h"

#include <memory>
#include <mutex>
#include <utility>

#include <netdb.h>
#include <sys/socket.h>

#include "runtime/file_descriptor.h"
#include "runtime/network_address.h"

namespace shrike {
namespace {

constexpr std::string_view kUdp = "udp:";
constexpr std::string_view kTcp = "tcp:";

Addresses resolve(const XrayDaemonAddress& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  if (getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &list) != 0) return nullptr;
  return Addresses(list);
}

/// A socket that never blocks, connected to the daemon; none where it could not be.
FileDescriptor connected_to(const XrayDaemonAddress& address) {
  const auto found = resolve(address);
  if (!found) return {};
  FileDescriptor connection(socket(found->ai_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (connect(connection.get(), found->ai_addr, found->ai_addrlen) != 0) return {};
  return connection;
}

void send_datagram(int connection, std::string_view datagram) noexcept {
  constexpr int kFlags = MSG_DONTWAIT | MSG_NOSIGNAL;
  // The refusal of an earlier datagram is told, and done with, by the next one.
  if (send(connection, datagram.data(), datagram.size(), kFlags) < 0) {
    send(connection, datagram.data(), datagram.size(), kFlags);
  }
}

/// Opens its socket when it is first needed.
struct Sending {
  explicit Sending(XrayDaemonAddress to) : address(std::move(to)) {}

  XrayDaemonAddress address;
  std::mutex mutex{};
  std::optional<FileDescriptor> connection{};
};

}  // namespace

std::optional<XrayDaemonAddress> parse_xray_daemon(std::string_view text) {
  if (const auto udp = text.find(kUdp); udp != std::string_view::npos) {
    if (udp != 0 && text[udp - 1] != ' ') return std::nullopt;
    text = text.substr(udp + kUdp.size());
    text = text.substr(0, text.find(' '));
  }
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || text.starts_with(kTcp) ||
      !is_port(text.substr(colon + 1))) {
    return std::nullopt;
  }
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  XrayDaemonAddress address{std::string(host), std::string(text.substr(colon + 1))};
  if (host.empty() || host.find('\0') != std::string_view::npos || !resolve(address)) {
    return std::nullopt;
  }
  return address;
}

DatagramSender udp_sender(XrayDaemonAddress address) {
  return [sending = std::make_shared<Sending>(std::move(address))](std::string_view datagram) {
    const std::lock_guard lock(sending->mutex);
    if (!sending->connection) sending->connection = connected_to(sending->address);
    send_datagram(sending->connection->get(), datagram);
  };
}

}  // namespace shrike
