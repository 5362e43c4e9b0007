#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "runtime/file_descriptor.h"

namespace shrike {

/// When waiting ends by itself; never, where there is none.
using WaitLimit = std::optional<std::chrono::steady_clock::time_point>;

/// A TCP connection. Every wait ends at its limit with Error "Network.Timeout" (Retry).
class Socket {
 public:
  Socket() = default;
  /// Connects to "host:port" or "[v6]:port". Throws Error "Network.ConnectFailed" (Retry),
  /// "Network.InvalidRequest" (Bug) for what is no such address.
  Socket(const std::string& authority, WaitLimit limit);

  [[nodiscard]] bool is_open() const noexcept { return descriptor_.get() >= 0; }
  void close() noexcept { descriptor_.close(); }

  /// Sends both, one after the other. False when the peer has closed or reset the connection.
  [[nodiscard]] bool send(std::string_view head, std::string_view body, WaitLimit limit) const;

  /// What has arrived, at least a byte; 0 when the peer has closed or reset the connection. Throws
  /// Error "Network.Cancelled" (Ignore) once `cancel` is stopped.
  [[nodiscard]] std::size_t receive(std::span<char> buffer, WaitLimit limit,
                                    const std::stop_token& cancel = {}) const;

  /// Whether bytes, or the connection's end, have arrived already.
  [[nodiscard]] bool is_readable() const;

 private:
  FileDescriptor descriptor_;
};

}  // namespace shrike
