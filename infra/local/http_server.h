#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runtime/http.h"

namespace shrike::local {

/// The body of a request while it arrives, with HTTP's own chunking taken off.
class RequestBody {
 public:
  RequestBody() = default;
  RequestBody(const RequestBody&) = delete;
  RequestBody& operator=(const RequestBody&) = delete;
  RequestBody(RequestBody&&) = delete;
  RequestBody& operator=(RequestBody&&) = delete;
  virtual ~RequestBody() = default;

  /// The next piece, empty at the end. Throws Error "Network.Interrupted" when the client goes away
  /// before it. Sends `100 Continue` on the first call where the client waits for it.
  [[nodiscard]] virtual std::string_view next() = 0;

  /// The fields that a chunked body ended with, each up to 64 KiB: beyond, next() takes the body
  /// for broken off. Empty until next() has given its end.
  [[nodiscard]] virtual HttpHeaders trailers() const { return {}; }
};

/// The whole body; throws Error "Request.TooLarge" (Reject) past `limit` bytes.
[[nodiscard]] std::string read_all(RequestBody& body, std::uint64_t limit);

struct ServerRequest {
  std::string method;
  std::string path;   ///< raw, percent-encoded as sent, without the query
  std::string query;  ///< raw, without the `?`
  HttpHeaders headers;
  std::string peer_address;
  RequestBody& body;
  /// Stopped when the peer hangs up or the server stops: a handler that waits should then give up.
  /// What it answers is still sent if it can be.
  std::stop_token stop = {};
  /// The two ports of the connection; 0 where there is none.
  std::uint16_t peer_port = 0;
  std::uint16_t server_port = 0;

  /// A header's value; empty where there is none.
  [[nodiscard]] std::string header(std::string_view name) const {
    return std::string(headers.find(name).value_or(""));
  }
};

/// A part of a file, sent without holding it in memory.
struct FileSlice {
  std::filesystem::path path;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  /// Read instead of `path` where set, so that a file replaced meanwhile still goes out whole.
  std::shared_ptr<std::FILE> opened = nullptr;
};

/// Sends one piece of a body. Throws Error "Network.Interrupted" (Retry) when the client has gone.
using PieceSink = std::function<void(std::string_view piece)>;

/// A body that comes into being while it is sent.
struct ProducedBody {
  /// Called once, after the response's head went out; each piece is on the wire when `send`
  /// returns. The body ends with the call. An exception from here cuts the connection, so that the
  /// client does not take what it has for the whole.
  std::function<void(const PieceSink& send)> produce;
};

/// Bytes on the wire as they are: the pieces, with a pause between two.
struct WireScript {
  std::vector<std::string> pieces = {};
  std::chrono::milliseconds pause{0};
  bool close_after = false;
};

struct ServerResponse {
  int status = 200;
  /// Content-Length, Transfer-Encoding and Connection are the server's business.
  HttpHeaders headers;
  std::variant<std::string, FileSlice, ProducedBody> body;
  bool head_only = false;        ///< an answer to HEAD: Content-Length of the body, no body
  bool drop_connection = false;  ///< send nothing and close: for fault injection
  /// How fast the body goes out at most; nothing: as fast as it is read. Not of a ProducedBody.
  std::optional<double> bytes_per_second = {};
  /// For fault injection: gets the answer as it would go out, head and body, and says what goes out
  /// in its place. Only of an answer whose body is text.
  std::function<WireScript(std::string answer)> spoil = {};
};

using ServerHandler = std::function<ServerResponse(ServerRequest&)>;

/// What a server takes of a request before its handler sees it.
struct RequestLimits {
  std::uint32_t header_bytes = 64 * 1024;  ///< of all headers; one alone has 64 KiB at most
  /// From a request's first byte to the end of its headers; then 408. Between two requests a client
  /// may rest as long as it likes.
  std::chrono::milliseconds head_time = std::chrono::seconds(30);
  /// The longest pause within a body, which counts as broken off then.
  std::chrono::milliseconds body_pause = std::chrono::minutes(1);
  std::size_t connections = 1000;  ///< at a time; another is closed as it comes
  /// Told of a request that was refused with 400 or 431 before its handler saw it.
  std::function<void(int status, const std::string& reason)> on_refused = {};
};

/// An HTTP/1.1 server on 127.0.0.1, a thread a connection, keep-alive. What a web page of elsewhere
/// sends is refused (foreign_page.h). A handler may block as long as it likes. What a handler
/// throws becomes a plain 500. Malformed requests get 400, headers over the limit 431; a request
/// whose body was not read to its end closes the connection after the answer. Control characters in
/// a response's header values go out as spaces: a value that echoes a request cannot start a header
/// of its own.
class HttpServer {
 public:
  /// Port 0 takes a free one. Throws Error "Server.PortTaken" (Reject).
  HttpServer(std::uint16_t port, ServerHandler handler, RequestLimits limits = {});
  /// Stops accepting, closes every connection, waits for the handlers under way.
  ~HttpServer();

  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  HttpServer(HttpServer&&) = delete;
  HttpServer& operator=(HttpServer&&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace shrike::local
