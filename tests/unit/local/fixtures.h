#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "handlers/aws/sigv4.h"
#include "infra/local/http_server.h"
#include "runtime/clock.h"

namespace shrike::local {

/// A clock that stands still until it is told otherwise.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(TimePoint now) : now_(now) {}
  [[nodiscard]] TimePoint now() const override { return now_; }
  void sleep_for(std::chrono::milliseconds duration) override { now_ += duration; }
  void advance(std::chrono::milliseconds duration) { now_ += duration; }

 private:
  TimePoint now_;
};

/// A body in pieces of a given size.
class TextBody final : public RequestBody {
 public:
  explicit TextBody(std::string text, std::size_t piece_size = 1U << 20U)
      : text_(std::move(text)), piece_size_(piece_size) {}

  std::string_view next() override {
    const std::string_view piece = std::string_view(text_).substr(read_, piece_size_);
    read_ += piece.size();
    return piece;
  }

 private:
  std::string text_;
  std::size_t piece_size_;
  std::size_t read_ = 0;
};

/// As the server hands it over: the target split, the headers as they came.
inline ServerRequest server_request(const sigv4::Request& signed_request, RequestBody& body) {
  ServerRequest request{.method = signed_request.method,
                        .path = signed_request.path,
                        .query = signed_request.query,
                        .headers = {},
                        .peer_address = "127.0.0.1",
                        .body = body};
  for (const auto& [name, value] : signed_request.headers) request.headers.add(name, value);
  return request;
}

}  // namespace shrike::local
