#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>

#include "infra/local/http_server.h"

namespace shrike::local {

/// What there is to know of a request's arrival.
struct Arrival {
  std::chrono::steady_clock::time_point head;   ///< the body has not been read yet
  std::chrono::steady_clock::time_point whole;  ///< the last byte of it that was read
  std::uint64_t bytes = 0;                      ///< of the body, as far as it was read
};

/// A body that notes how it arrives. Made when the request's head is there.
class MeasuredBody final : public RequestBody {
 public:
  using Now = std::function<std::chrono::steady_clock::time_point()>;

  explicit MeasuredBody(RequestBody& body, Now now = std::chrono::steady_clock::now);

  [[nodiscard]] std::string_view next() override;
  [[nodiscard]] HttpHeaders trailers() const override { return body_.trailers(); }

  [[nodiscard]] const Arrival& arrival() const noexcept { return arrival_; }

 private:
  RequestBody& body_;
  Now now_;
  Arrival arrival_;
};

}  // namespace shrike::local
