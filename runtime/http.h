#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shrike {

/// Header fields in the order in which they go out or came in. Names compare without case.
class HttpHeaders {
 public:
  using Field = std::pair<std::string, std::string>;
  using value_type = Field;
  using const_iterator = std::vector<Field>::const_iterator;

  HttpHeaders() = default;
  HttpHeaders(std::initializer_list<Field> fields) : fields_(fields) {}

  /// Appends a field, keeping earlier ones of the same name.
  void add(std::string name, std::string value);
  /// Replaces every field of that name by this one.
  void set(std::string_view name, std::string value);
  /// The first value of that name.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const noexcept;
  [[nodiscard]] bool contains(std::string_view name) const noexcept {
    return find(name).has_value();
  }

  [[nodiscard]] const_iterator begin() const noexcept { return fields_.begin(); }
  [[nodiscard]] const_iterator end() const noexcept { return fields_.end(); }
  [[nodiscard]] bool empty() const noexcept { return fields_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }

 private:
  std::vector<Field> fields_;
};

/// Whether this field would end its line before its end, or its name before the colon.
[[nodiscard]] bool splits_request(std::string_view name, std::string_view value) noexcept;

struct HttpResponse {
  int status = 0;
  HttpHeaders headers{};
  std::string body{};
};

struct HttpRequest {
  std::string method = "GET";
  /// Absolute URL. The path and query go on the wire exactly as written: no dot segments are
  /// collapsed, nothing is encoded again.
  std::string url{};
  HttpHeaders headers{};
  /// Borrowed: must stay alive until send() returns.
  std::string_view body{};

  std::chrono::milliseconds connect_timeout{5000};
  /// For the whole exchange; zero waits for ever, which only the Runtime API's /next may do.
  std::chrono::milliseconds timeout{0};

  /// When set, the body of a 2xx answer is handed over piece by piece instead of being collected;
  /// the response given has its status and headers, not its body. An exception thrown from here
  /// ends the transfer and comes out of send().
  std::function<void(const HttpResponse& head, std::string_view chunk)> on_chunk{};

  /// Ends the wait for the answer when it is stopped: send() then throws "Network.Cancelled". Only
  /// a StreamingTransport heeds it.
  std::stop_token cancel{};
};

/// Sends one request and waits for its answer, whatever its status: a status is not an error here.
/// Redirects are never followed.
///
/// Throws Error, kind Retry, when no complete answer came: "Network.ConnectFailed",
/// "Network.Timeout", "Network.Interrupted" (closed, reset or cut short), "Network.TlsFailed" (kind
/// Reject when a certificate is at fault), "Network.Protocol" (not HTTP, or headers beyond reason).
/// Kind Bug: "Network.InvalidRequest", a request that must not be sent, such as a line break in a
/// header. Kind Ignore: "Network.Cancelled".
class HttpTransport {
 public:
  HttpTransport() = default;
  HttpTransport(const HttpTransport&) = delete;
  HttpTransport& operator=(const HttpTransport&) = delete;
  HttpTransport(HttpTransport&&) = delete;
  HttpTransport& operator=(HttpTransport&&) = delete;
  virtual ~HttpTransport() = default;

  [[nodiscard]] virtual HttpResponse send(const HttpRequest& request) = 0;
};

/// A request whose body is sent while it is being written (Transfer-Encoding: chunked). Unless it
/// is finished, its end closes the connection, so that the peer cannot take a part for the whole.
class HttpUpload {
 public:
  HttpUpload() = default;
  HttpUpload(const HttpUpload&) = delete;
  HttpUpload& operator=(const HttpUpload&) = delete;
  HttpUpload(HttpUpload&&) = delete;
  HttpUpload& operator=(HttpUpload&&) = delete;
  virtual ~HttpUpload() = default;

  /// Returns when the piece has been handed to the system; false when the peer has answered already
  /// and wants no more. Throws Error as send() does.
  [[nodiscard]] virtual bool write(std::string_view piece) = 0;
  /// Ends the body, with `trailers` after it, and waits for the answer.
  [[nodiscard]] virtual HttpResponse finish(const HttpHeaders& trailers) = 0;
};

/// An HttpTransport that can also send a body before the whole of it is known.
class StreamingTransport : public HttpTransport {
 public:
  /// `request` has no body. The connection is the upload's own and is closed after it.
  [[nodiscard]] virtual std::unique_ptr<HttpUpload> open_upload(const HttpRequest& request) = 0;
};

}  // namespace shrike
