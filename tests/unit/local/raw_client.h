#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace shrike::local {

/// A TCP connection to loopback that says exactly what a test tells it to say.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  RawClient(RawClient&&) = delete;
  RawClient& operator=(RawClient&&) = delete;

  void send(std::string_view bytes) const;
  /// No more will be sent; answers can still be read.
  void half_close() const;
  /// Reads until `text` has come, or the end; what was read since the last call.
  [[nodiscard]] std::string read_until(std::string_view text);
  [[nodiscard]] std::string read_to_end();

 private:
  int socket_;
  std::string unread_;
};

}  // namespace shrike::local
