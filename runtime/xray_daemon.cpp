#include "runtime/xray_daemon.h"

#include <memory>
#include <mutex>
#include <utility>

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

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

/// A socket that never blocks, connected to the daemon when it could be.
class Socket {
 public:
  explicit Socket(const XrayDaemonAddress& address) {
    const auto found = resolve(address);
    if (!found) return;
    descriptor_ = socket(found->ai_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor_ >= 0 && connect(descriptor_, found->ai_addr, found->ai_addrlen) != 0) {
      close(std::exchange(descriptor_, -1));
    }
  }
  ~Socket() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  Socket(Socket&&) = delete;
  Socket& operator=(Socket&&) = delete;

  void send(std::string_view datagram) const noexcept {
    constexpr int kFlags = MSG_DONTWAIT | MSG_NOSIGNAL;
    // The refusal of an earlier datagram is told, and done with, by the next one.
    if (::send(descriptor_, datagram.data(), datagram.size(), kFlags) < 0) {
      ::send(descriptor_, datagram.data(), datagram.size(), kFlags);
    }
  }

 private:
  int descriptor_ = -1;
};

/// Opens its socket when it is first needed.
struct Sending {
  explicit Sending(XrayDaemonAddress to) : address(std::move(to)) {}

  XrayDaemonAddress address;
  std::mutex mutex{};
  std::optional<Socket> socket{};
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
    if (!sending->socket) sending->socket.emplace(sending->address);
    sending->socket->send(datagram);
  };
}

}  // namespace shrike
