#include "runtime/http_answer.h"

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "runtime/error.h"

namespace shrike {
namespace {

namespace http = boost::beast::http;

/// Lambda's and S3's headers stay below 16 KiB together.
constexpr std::uint32_t kMaxHeaders = 262'144;
constexpr std::uint64_t kMaxBody = 268'435'456;

[[noreturn]] void fail(const boost::system::error_code& code) {
  if (code == http::error::partial_message || code == http::error::end_of_stream) {
    throw Error(ErrorKind::Retry, "Network.Interrupted",
                "The connection ended before the answer did");
  }
  throw Error(ErrorKind::Retry, "Network.Protocol",
              "The answer is not HTTP as it should be: " + code.message());
}

/// What `parse` gives. The parser throws, instead of telling, of a name or value of a header beyond
/// its 16-bit sizes.
template <typename Parse>
auto within_limits(const Parse& parse) {
  try {
    return parse();
  } catch (const std::length_error& error) {
    throw Error(ErrorKind::Retry, "Network.Protocol",
                std::string("A header of the answer is too large: ") + error.what());
  }
}

HttpHeaders headers_of(const http::response_header<>& head) {
  HttpHeaders headers;
  for (const auto& field : head) {
    headers.add(std::string(field.name_string()), std::string(field.value()));
  }
  return headers;
}

}  // namespace

class HttpAnswer::Parser {
 public:
  explicit Parser(const HttpRequest& request) : request_(request) { begin(); }

  std::size_t take(std::string_view bytes) {
    begun_ = begun_ || !bytes.empty();
    std::size_t taken = 0;
    while (taken < bytes.size() && !complete()) {
      const auto some = take_some(bytes.substr(taken));
      if (some == 0) break;
      taken += some;
    }
    return taken;
  }

  void end() {
    // Behind a provisional answer, the parser is a new one, which cannot end before it has begun.
    if (!parser_->got_some()) fail(http::error::partial_message);
    boost::system::error_code code;
    within_limits([&] { parser_->put_eof(code); });
    if (code) fail(code);
    if (!complete()) fail(http::error::partial_message);
    hand_over();
  }

  [[nodiscard]] bool complete() const noexcept { return parser_->is_done(); }
  [[nodiscard]] bool begun() const noexcept { return begun_; }
  [[nodiscard]] bool keeps_connection() const { return parser_->keep_alive(); }

  HttpResponse release() {
    auto message = parser_->release();
    return {.status = static_cast<int>(message.result_int()),
            .headers = headers_of(message),
            .body = std::move(message.body())};
  }

 private:
  using Response = http::response_parser<http::string_body>;

  void begin() {
    parser_.emplace();
    parser_->eager(true);
    parser_->header_limit(kMaxHeaders);
    parser_->body_limit(kMaxBody);
    parser_->skip(request_.method == "HEAD");
  }

  std::size_t take_some(std::string_view bytes) {
    boost::system::error_code code;
    const auto taken = within_limits(
        [&] { return parser_->put(boost::asio::buffer(bytes.data(), bytes.size()), code); });
    if (code && code != http::error::need_more) fail(code);
    if (complete() && parser_->get().result_int() / 100 == 1) {
      begin();
    } else {
      hand_over();
    }
    return taken;
  }

  /// Gives what there is of the body to whoever wants it piece by piece.
  void hand_over() {
    if (!request_.on_chunk || !parser_->is_header_done()) return;
    auto& message = parser_->get();
    if (message.body().empty() || message.result_int() / 100 != 2) return;
    if (!head_)
      head_ = HttpResponse{static_cast<int>(message.result_int()), headers_of(message), {}};
    const std::string chunk = std::exchange(message.body(), {});
    request_.on_chunk(*head_, chunk);
  }

  const HttpRequest& request_;
  std::optional<Response> parser_;
  bool begun_ = false;
  std::optional<HttpResponse> head_;
};

HttpAnswer::HttpAnswer(const HttpRequest& request) : parser_(std::make_unique<Parser>(request)) {}

HttpAnswer::~HttpAnswer() = default;

std::size_t HttpAnswer::take(std::string_view bytes) { return parser_->take(bytes); }
void HttpAnswer::end() { parser_->end(); }
bool HttpAnswer::complete() const noexcept { return parser_->complete(); }
bool HttpAnswer::begun() const noexcept { return parser_->begun(); }
bool HttpAnswer::keeps_connection() const { return parser_->keeps_connection(); }
HttpResponse HttpAnswer::release() { return parser_->release(); }

}  // namespace shrike
