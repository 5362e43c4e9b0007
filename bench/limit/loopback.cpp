#include "bench/limit/loopback.h"

#include <chrono>
#include <thread>

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace shrike::bench {

namespace asio = boost::asio;

Loopback::Loopback() : sender_(context_), receiver_(context_) {
  asio::ip::tcp::acceptor acceptor(context_, {asio::ip::address_v4::loopback(), 0});
  receiver_.connect(acceptor.local_endpoint());
  acceptor.accept(sender_);
}

double Loopback::milliseconds_for(std::string_view bytes) {
  using Clock = std::chrono::steady_clock;
  received_.resize(bytes.size());
  boost::system::error_code failure;
  Clock::time_point begin;
  Clock::time_point end;
  {
    const std::jthread sending([&] {
      begin = Clock::now();
      asio::write(sender_, asio::buffer(bytes.data(), bytes.size()), failure);
      // Who waits for bytes that will not come learns of it.
      if (failure) sender_.close();
    });
    asio::read(receiver_, asio::buffer(received_));
    end = Clock::now();
  }
  return std::chrono::duration<double, std::milli>(end - begin).count();
}

}  // namespace shrike::bench
