#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
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

  /// What cut() came to.
  enum class Cut {
    NotBegun,  ///< nothing went out, and nothing will
    Ended,     ///< what went out ends in the failure
    Stuck,     ///< a write of the handler's has not come back in time: it is left alone
  };
  /// Ends the response from another thread, while its handler runs: what the handler writes from
  /// now on is refused, and one that is under way has `patience` to come back. Throws what finish()
  /// throws.
  [[nodiscard]] Cut cut(const Failure& failure, std::chrono::milliseconds patience);

 private:
  /// A write of the handler's, from its begin to its end; none begins once the response is cut.
  class Writing {
   public:
    explicit Writing(StreamedResponse& response);
    ~Writing();
    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;
    Writing(Writing&&) = delete;
    Writing& operator=(Writing&&) = delete;

   private:
    StreamedResponse& response_;
  };

  void start();
  void send(std::string_view piece);

  RuntimeClient& client_;
  const Context& context_;
  std::string content_type_;
  std::optional<HttpPrelude> prelude_;
  std::unique_ptr<HttpUpload> upload_;
  std::mutex mutex_;
  std::condition_variable written_;
  bool writing_ = false;
  bool cut_ = false;
};

}  // namespace shrike
