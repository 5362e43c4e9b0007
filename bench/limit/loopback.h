#pragma once

#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace shrike::bench {

/// A TCP connection of this process to itself over 127.0.0.1.
class Loopback {
 public:
  /// Throws boost::system::system_error.
  Loopback();

  /// Milliseconds from the first byte's sending to the last one's arrival. Throws
  /// boost::system::system_error.
  [[nodiscard]] double milliseconds_for(std::string_view bytes);

 private:
  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket sender_;
  boost::asio::ip::tcp::socket receiver_;
  std::vector<char> received_;
};

}  // namespace shrike::bench
