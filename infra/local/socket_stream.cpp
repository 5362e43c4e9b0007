#include "infra/local/socket_stream.h"

#include <algorithm>
#include <vector>

#include <poll.h>

namespace shrike::local {
namespace {

constexpr std::size_t kDrainPiece = 64UL * 1024;
constexpr std::size_t kDrainLimit = 16UL * 1024 * 1024;
constexpr int kDrainMilliseconds = 2000;
constexpr int kForEver = -1;

int milliseconds_of(SocketStream::Clock::duration time) {
  const auto rounded = std::chrono::ceil<std::chrono::milliseconds>(time).count();
  return static_cast<int>(std::clamp<std::int64_t>(rounded, 0, 24L * 60 * 60 * 1000));
}

}  // namespace

void SocketStream::expect_whole_within(Clock::duration limit, bool begun) {
  whole_limit_ = limit;
  deadline_.reset();
  pause_.reset();
  if (begun) deadline_ = Clock::now() + limit;
}

void SocketStream::expect_progress_within(Clock::duration pause) {
  whole_limit_.reset();
  deadline_.reset();
  pause_ = pause;
}

bool SocketStream::wait_until_readable() const {
  pollfd readable{.fd = socket_, .events = POLLIN, .revents = 0};
  while (true) {
    const int timeout = deadline_ ? milliseconds_of(*deadline_ - Clock::now())
                        : pause_  ? milliseconds_of(*pause_)
                                  : kForEver;
    const int ready = ::poll(&readable, 1, timeout);
    if (ready >= 0 || errno != EINTR) return ready != 0;
  }
}

std::size_t SocketStream::receive(void* memory, std::size_t size, ErrorCode& code) {
  if (!wait_until_readable()) {
    code = boost::asio::error::timed_out;
    return 0;
  }
  ssize_t got = 0;
  do {
    got = ::recv(socket_, memory, size, 0);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) {
    code = got == 0 ? ErrorCode(boost::asio::error::eof)
                    : ErrorCode(errno, boost::system::system_category());
    return 0;
  }
  code = {};
  if (whole_limit_ && !deadline_) deadline_ = Clock::now() + *whole_limit_;
  return static_cast<std::size_t>(got);
}

bool SocketStream::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void SocketStream::drain() {
  ::shutdown(socket_, SHUT_WR);
  std::vector<char> scratch(kDrainPiece);
  std::size_t drained = 0;
  while (drained < kDrainLimit) {
    pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
    if (::poll(&wait, 1, kDrainMilliseconds) <= 0) return;
    const ssize_t got = ::recv(socket_, scratch.data(), scratch.size(), 0);
    if (got <= 0) return;
    drained += static_cast<std::size_t>(got);
  }
}

}  // namespace shrike::local
