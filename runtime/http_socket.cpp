#include "runtime/http_socket.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "runtime/error.h"
#include "runtime/http_answer.h"

namespace shrike {
namespace {

/// The longest line that HttpAnswer takes, a header's name and value of 65,533 bytes each, fits.
constexpr std::size_t kBuffer = 131'072;
constexpr std::string_view kScheme = "http://";

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorKind::Bug, "Network.InvalidRequest", message);
}

/// "http://host:port/path" in its two parts.
struct Target {
  std::string authority;
  std::string_view path;
};

Target target_of(std::string_view url) {
  if (url.starts_with("https://")) refuse("This transport speaks no TLS; CurlTransport does");
  if (!url.starts_with(kScheme)) refuse("The URL is not http://");
  url.remove_prefix(kScheme.size());
  const auto slash = std::min(url.find_first_of("/?"), url.size());
  if (url.find_first_of(" \r\n\t", slash) != std::string_view::npos)
    refuse("The URL holds a space");
  return {std::string(url.substr(0, slash)), url.substr(slash)};
}

void append_head(std::string& head, const HttpRequest& request, const Target& target) {
  head += fmt::format("{} {}{} HTTP/1.1\r\nHost: {}\r\n", request.method,
                      target.path.starts_with('/') ? "" : "/", target.path, target.authority);
  for (const auto& [name, value] : request.headers) {
    if (splits_request(name, value)) refuse("A header of the request holds a line break");
    head.append(name).append(value.empty() ? ":" : ": ").append(value).append("\r\n");
  }
}

WaitLimit limit_after(std::chrono::milliseconds time) {
  if (time.count() < 0) refuse("A time limit of the request is negative");
  if (time.count() == 0) return std::nullopt;
  return std::chrono::steady_clock::now() + time;
}

Socket connect(const HttpRequest& request, const Target& target, WaitLimit limit) {
  const auto of_connecting = limit_after(request.connect_timeout);
  if (!limit || (of_connecting && *of_connecting < *limit)) limit = of_connecting;
  return Socket(target.authority, limit);
}

/// Reads until the answer is complete. False where the connection had ended before its first byte.
bool receive(const Socket& socket, HttpAnswer& answer, std::span<char> buffer, WaitLimit limit,
             const std::stop_token& cancel) {
  std::size_t held = 0;
  while (!answer.complete()) {
    const std::span room = buffer.subspan(held);
    if (room.empty()) throw Error(ErrorKind::Retry, "Network.Protocol", "A header is too large");
    const auto received = socket.receive(room, limit, cancel);
    if (received == 0) {
      if (!answer.begun() && held == 0) return false;
      answer.end();
      return true;
    }
    held += received;
    const auto taken = answer.take({buffer.data(), held});
    std::copy(buffer.begin() + static_cast<std::ptrdiff_t>(taken),
              buffer.begin() + static_cast<std::ptrdiff_t>(held), buffer.begin());
    held -= taken;
  }
  return true;
}

/// A body in HTTP's chunks, written as it comes.
class SocketUpload final : public HttpUpload {
 public:
  SocketUpload(const HttpRequest& request, const Target& target)
      : request_(request),
        answer_(request_),
        limit_(limit_after(request.timeout)),
        socket_(connect(request, target, limit_)) {
    append_head(head_, request, target);
    head_ += "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
  }

  [[nodiscard]] bool write(std::string_view piece) override {
    if (piece.empty()) return !refused_;
    head_ += fmt::format("{:x}\r\n", piece.size());
    // The line's end of this chunk goes out with the next one's head.
    if (!refused_) refused_ = socket_.is_readable() || !socket_.send(head_, piece, limit_);
    head_ = "\r\n";
    return !refused_;
  }

  [[nodiscard]] HttpResponse finish(const HttpHeaders& trailers) override {
    head_ += "0\r\n";
    for (const auto& [name, value] : trailers) {
      head_.append(name).append(": ").append(value).append("\r\n");
    }
    head_ += "\r\n";
    if (!refused_) static_cast<void>(socket_.send(head_, {}, limit_));
    ReceiveBuffer buffer;
    if (receive(socket_, answer_, buffer.room(), limit_, request_.cancel)) return answer_.release();
    throw Error(ErrorKind::Retry, "Network.Interrupted", "The connection ended without an answer");
  }

 private:
  HttpRequest request_;
  HttpAnswer answer_;
  WaitLimit limit_;
  Socket socket_;
  std::string head_;      ///< what goes out before the next piece
  bool refused_ = false;  ///< the peer has answered, or gone, before the body's end
};

}  // namespace

std::span<char> ReceiveBuffer::room() {
  if (!bytes_) bytes_ = std::make_unique_for_overwrite<char[]>(kBuffer);
  return {bytes_.get(), kBuffer};
}

SocketTransport::SocketTransport() = default;
SocketTransport::~SocketTransport() = default;

HttpResponse SocketTransport::send(const HttpRequest& request) {
  const Target target = target_of(request.url);
  const WaitLimit limit = limit_after(request.timeout);
  std::string head;
  append_head(head, request, target);
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    head += fmt::format("Content-Length: {}\r\n", request.body.size());
  }
  head += "\r\n";

  while (true) {
    const bool kept = socket_.is_open() && authority_ == target.authority;
    // Whatever goes wrong below, this connection is not used again.
    Socket socket = kept ? std::move(socket_) : connect(request, target, limit);
    socket_.close();
    HttpAnswer answer(request);
    const bool sent = socket.send(head, request.body, limit);
    if (receive(socket, answer, buffer_.room(), limit, request.cancel)) {
      if (sent && answer.keeps_connection()) {
        socket_ = std::move(socket);
        authority_ = target.authority;
      }
      return answer.release();
    }
    // A kept connection may have been closed before this request came to it.
    if (!kept) {
      throw Error(ErrorKind::Retry, "Network.Interrupted",
                  "The connection ended without an answer");
    }
  }
}

std::unique_ptr<HttpUpload> SocketTransport::open_upload(const HttpRequest& request) {
  return std::make_unique<SocketUpload>(request, target_of(request.url));
}

}  // namespace shrike
