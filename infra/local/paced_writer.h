#pragma once

#include <optional>
#include <stop_token>
#include <string_view>

#include "infra/local/pace.h"
#include "infra/local/socket_stream.h"

namespace shrike::local {

/// Sends bytes no faster than they may go, beginning now; what is left goes out at once when a stop
/// is requested. The stream and the token outlive it.
class PacedWriter {
 public:
  /// No rate: as fast as the peer takes them.
  PacedWriter(SocketStream& stream, std::optional<double> bytes_per_second,
              const std::stop_token& stop);

  /// False when the peer has gone.
  [[nodiscard]] bool write(std::string_view bytes);

 private:
  [[nodiscard]] bool write_piece(std::string_view piece);

  SocketStream& stream_;
  const std::stop_token& stop_;
  std::optional<Pace> pace_;
};

}  // namespace shrike::local
