#pragma once

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <sys/socket.h>

namespace shrike::local {

/// A blocking socket as Beast wants to see it, with an end to its patience. The descriptor stays
/// the caller's.
class SocketStream {
 public:
  using ErrorCode = boost::system::error_code;
  using Clock = std::chrono::steady_clock;

  explicit SocketStream(int socket) : socket_(socket) {}

  /// What is read next has come whole within `limit` of its first byte, for which a connection that
  /// is kept alive waits as long as it likes. `begun` tells that the first byte is there already.
  void expect_whole_within(Clock::duration limit, bool begun);
  /// What is read next brings something at least this often.
  void expect_progress_within(Clock::duration pause);

  /// Gives boost::asio::error::timed_out where what was expected has not come.
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers, ErrorCode& code) {
    for (auto it = boost::asio::buffer_sequence_begin(buffers);
         it != boost::asio::buffer_sequence_end(buffers); ++it) {
      const boost::asio::mutable_buffer piece = *it;
      if (piece.size() > 0) return receive(piece.data(), piece.size(), code);
    }
    code = {};
    return 0;
  }

  template <class Buffers>
  std::size_t read_some(const Buffers& buffers) {
    ErrorCode code;
    const std::size_t got = read_some(buffers, code);
    if (code) throw boost::system::system_error(code);
    return got;
  }

  /// False when the peer has gone.
  [[nodiscard]] bool write(std::string_view bytes);

  /// Ends the answer and throws away what still comes of a body that nobody wanted, so that the
  /// peer gets to read the answer: closing over unread bytes sends a reset, which discards what is
  /// on its way.
  void drain();

 private:
  [[nodiscard]] std::size_t receive(void* memory, std::size_t size, ErrorCode& code);
  /// False when the wait has come to its end.
  [[nodiscard]] bool wait_until_readable() const;

  int socket_;
  std::optional<Clock::duration> whole_limit_;
  std::optional<Clock::time_point> deadline_;
  std::optional<Clock::duration> pause_;
};

}  // namespace shrike::local
