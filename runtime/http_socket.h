#pragma once

#include <memory>
#include <span>
#include <string>

#include "runtime/http.h"
#include "runtime/socket.h"

namespace shrike {

/// Room for what arrives, made at the first use and left as it comes: clearing it would cost a cold
/// start the page faults of all of it.
class ReceiveBuffer {
 public:
  [[nodiscard]] std::span<char> room();

 private:
  std::unique_ptr<char[]> bytes_;
};

/// Plain HTTP/1.1 over one kept connection: what the Runtime API takes, and all that a function
/// without HTTPS carries. libcurl's general URL and protocol machinery costs 70,000 instructions a
/// request, more than the rest of an invocation; here it is a write and a read.
///
/// A kept connection that the peer has closed meanwhile is made anew. A header's value beyond
/// 65,533 bytes, headers beyond 256 KiB together and a body beyond 256 MiB are "Network.Protocol".
/// Not for several threads at once.
class SocketTransport final : public StreamingTransport {
 public:
  SocketTransport();
  ~SocketTransport() override;

  SocketTransport(const SocketTransport&) = delete;
  SocketTransport& operator=(const SocketTransport&) = delete;
  SocketTransport(SocketTransport&&) = delete;
  SocketTransport& operator=(SocketTransport&&) = delete;

  [[nodiscard]] HttpResponse send(const HttpRequest& request) override;
  [[nodiscard]] std::unique_ptr<HttpUpload> open_upload(const HttpRequest& request) override;

 private:
  std::string authority_;  ///< of the kept connection
  Socket socket_;
  ReceiveBuffer buffer_;
};

}  // namespace shrike
