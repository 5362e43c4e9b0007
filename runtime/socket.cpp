#include "runtime/socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "runtime/error.h"
#include "runtime/network_address.h"

namespace shrike {
namespace {

Error connect_failed(const std::string& authority, const std::string& reason) {
  return {ErrorKind::Retry, "Network.ConnectFailed",
          "Cannot connect to " + authority + ": " + reason};
}

/// Milliseconds for poll(), rounded up; -1 waits for ever.
int left_until(WaitLimit limit) {
  if (!limit) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(*limit - std::chrono::steady_clock::now());
  if (left.count() > 0) return static_cast<int>(left.count());
  throw Error(ErrorKind::Retry, "Network.Timeout", "The peer took too long");
}

void wait_for(std::span<pollfd> descriptors, WaitLimit limit) {
  while (true) {
    const int ready = poll(descriptors.data(), descriptors.size(), left_until(limit));
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) {
      throw Error(ErrorKind::Retry, "Network.Interrupted", std::strerror(errno));
    }
  }
}

void wait_for(int descriptor, short events, WaitLimit limit) {
  std::array<pollfd, 1> one = {{{descriptor, events, 0}}};
  wait_for(one, limit);
}

/// Becomes readable when it is rung, from any thread.
class Bell {
 public:
  Bell() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (descriptor_.get() < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  }

  void ring() const noexcept {
    const std::uint64_t one = 1;
    static_cast<void>(!::write(descriptor_.get(), &one, sizeof one));
  }
  [[nodiscard]] int descriptor() const noexcept { return descriptor_.get(); }

 private:
  FileDescriptor descriptor_;
};

void wait_readable(int descriptor, WaitLimit limit, const std::stop_token& cancel) {
  if (!cancel.stop_possible()) return wait_for(descriptor, POLLIN, limit);
  const Bell bell;
  const std::stop_callback ring(cancel, [&] { bell.ring(); });
  std::array<pollfd, 2> both = {{{descriptor, POLLIN, 0}, {bell.descriptor(), POLLIN, 0}}};
  wait_for(both, limit);
  // What has arrived already would be lost to whoever sent it.
  if (both[0].revents != 0) return;
  throw Error(ErrorKind::Ignore, "Network.Cancelled", "The request was given up");
}

Addresses resolve(const std::string& authority) {
  const auto colon = authority.rfind(':');
  if (colon == std::string::npos || colon == 0 || !is_port(authority.substr(colon + 1))) {
    throw Error(ErrorKind::Bug, "Network.InvalidRequest", "Not a host and a port: " + authority);
  }
  std::string host = authority.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int code = getaddrinfo(host.c_str(), authority.c_str() + colon + 1, &hints, &found);
  if (code != 0) throw connect_failed(authority, gai_strerror(code));
  return Addresses(found);
}

/// 0, or the errno of what failed.
int connect_to(int descriptor, const addrinfo& address, WaitLimit limit) {
  if (connect(descriptor, address.ai_addr, address.ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  wait_for(descriptor, POLLOUT, limit);
  int code = 0;
  socklen_t size = sizeof code;
  return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 ? code : errno;
}

bool is_peer_gone(int code) noexcept {
  return code == EPIPE || code == ECONNRESET || code == ENOTCONN;
}

}  // namespace

Socket::Socket(const std::string& authority, WaitLimit limit) {
  const auto addresses = resolve(authority);
  int reason = 0;
  for (const addrinfo* address = addresses.get(); address != nullptr; address = address->ai_next) {
    FileDescriptor candidate(
        socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int descriptor = candidate.get();
    if (descriptor < 0) throw connect_failed(authority, std::strerror(errno));
    reason = connect_to(descriptor, *address, limit);
    if (reason == 0) {
      const int on = 1;
      setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      // From here on a call that has no limit blocks, which saves a poll() each time.
      fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
      descriptor_ = std::move(candidate);
      return;
    }
  }
  throw connect_failed(authority, std::strerror(reason));
}

bool Socket::send(std::string_view head, std::string_view body, WaitLimit limit) const {
  const int dont_wait = limit ? MSG_DONTWAIT : 0;
  while (!head.empty() || !body.empty()) {
    // sendmsg() takes what it only reads as if it wrote to it.
    std::array<iovec, 2> parts = {{{const_cast<char*>(head.data()), head.size()},
                                   {const_cast<char*>(body.data()), body.size()}}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    const ssize_t sent = sendmsg(descriptor_.get(), &message, MSG_NOSIGNAL | dont_wait);
    if (sent >= 0) {
      const auto of_head = std::min(head.size(), static_cast<std::size_t>(sent));
      head.remove_prefix(of_head);
      body.remove_prefix(static_cast<std::size_t>(sent) - of_head);
    } else if (errno == EAGAIN) {
      wait_for(descriptor_.get(), POLLOUT, limit);
    } else if (is_peer_gone(errno)) {
      return false;
    } else if (errno != EINTR) {
      throw Error(ErrorKind::Retry, "Network.Interrupted", std::strerror(errno));
    }
  }
  return true;
}

std::size_t Socket::receive(std::span<char> buffer, WaitLimit limit,
                            const std::stop_token& cancel) const {
  while (true) {
    if (limit || cancel.stop_possible()) wait_readable(descriptor_.get(), limit, cancel);
    const ssize_t received = recv(descriptor_.get(), buffer.data(), buffer.size(), 0);
    if (received >= 0) return static_cast<std::size_t>(received);
    if (is_peer_gone(errno)) {
      return 0;
    } else if (errno != EINTR) {
      throw Error(ErrorKind::Retry, "Network.Interrupted", std::strerror(errno));
    }
  }
}

bool Socket::is_readable() const {
  pollfd one{descriptor_.get(), POLLIN, 0};
  return poll(&one, 1, 0) > 0;
}

}  // namespace shrike
