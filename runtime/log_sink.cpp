#include "runtime/log_sink.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <mutex>

#include <poll.h>
#include <sys/uio.h>

namespace shrike {
namespace {

/// What is left of `parts` after `written` bytes of them.
std::span<iovec> after(std::span<iovec> parts, std::size_t written) noexcept {
  while (!parts.empty() && written >= parts.front().iov_len) {
    written -= parts.front().iov_len;
    parts = parts.subspan(1);
  }
  if (!parts.empty()) {
    parts.front().iov_base = static_cast<char*>(parts.front().iov_base) + written;
    parts.front().iov_len -= written;
  }
  return parts;
}

bool wait_until_writable(int descriptor) noexcept {
  pollfd waiting{descriptor, POLLOUT, 0};
  return poll(&waiting, 1, /*timeout=*/-1) >= 0 || errno == EINTR;
}

}  // namespace

iovec part_of(std::string_view text) noexcept {
  return {const_cast<char*>(text.data()), text.size()};  // NOLINT: writev's struct reads as well
}

bool write_fully(int descriptor, std::span<iovec> parts) noexcept {
  parts = after(parts, 0);
  while (!parts.empty()) {
    const ssize_t written = writev(descriptor, parts.data(), static_cast<int>(parts.size()));
    if (written >= 0) {
      parts = after(parts, static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      if (!wait_until_writable(descriptor)) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

LogSink file_descriptor_sink(int descriptor) {
  return [descriptor, mutex = std::make_shared<std::mutex>()](const LogLine& line) {
    std::array parts{part_of(line.text), part_of("\n")};
    const std::lock_guard lock(*mutex);
    write_fully(descriptor, parts);
  };
}

}  // namespace shrike
