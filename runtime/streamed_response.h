#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/client.h"
#include "runtime/response_stream.h"

namespace shrike {

/// The response of one invocation as its handler streams it to the Runtime API.
class StreamedResponse final : public ResponseStream {
 public:
  /// Sends nothing yet; both outlive this.
  StreamedResponse(RuntimeClient& client, const Context& context)
      : client_(client), context_(context) {}

  void set_content_type(std::string content_type) override;
  void set_http(HttpPrelude prelude) override;
  void write(std::string_view piece) override;

  /// Whether anything went out: then an error can only be told by finish().
  [[nodiscard]] bool started() const noexcept { return upload_ != nullptr; }
  /// Ends the response, which may be empty.
  void finish(const std::optional<Failure>& failure);

 private:
  void start();
  void send(std::string_view piece);

  RuntimeClient& client_;
  const Context& context_;
  std::string content_type_;
  std::optional<HttpPrelude> prelude_;
  std::unique_ptr<HttpUpload> upload_;
};

}  // namespace shrike
