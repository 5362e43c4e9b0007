#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "infra/local/lambda/service.h"
#include "runtime/clock.h"

namespace shrike::local {

/// A function whose `bootstrap` is one of the contract's own programs.
[[nodiscard]] FunctionConfiguration well_behaved(std::string handler);
/// Its handler is one of those in life_cycle.cpp, on our own runtime.
[[nodiscard]] FunctionConfiguration life_cycle(std::string handler);
/// Its `handler` is one of those in renewable.cpp, on our own runtime.
[[nodiscard]] FunctionConfiguration renewable(std::string handler);
[[nodiscard]] FunctionConfiguration bad_runtime(std::string offence);
/// Its `act` is one of those in streaming_runtime.cpp.
[[nodiscard]] FunctionConfiguration streaming_runtime(std::string act);
[[nodiscard]] FunctionConfiguration patient_runtime(std::string handler);
[[nodiscard]] FunctionConfiguration extended_runtime(std::string act);
[[nodiscard]] FunctionConfiguration concurrent_runtime();
[[nodiscard]] FunctionConfiguration snap_runtime(std::string act);
[[nodiscard]] FunctionConfiguration framing_runtime(std::string act);

/// A body that has arrived already.
class StringBody final : public RequestBody {
 public:
  explicit StringBody(std::string bytes) : bytes_(std::move(bytes)) {}
  [[nodiscard]] std::string_view next() override;

 private:
  std::string bytes_;
  bool read_ = false;
};

/// What the Invoke API answers, with its body at hand.
struct ApiAnswer {
  int status = 0;
  HttpHeaders headers;
  std::string body;

  [[nodiscard]] std::string header(std::string_view name) const;
};

/// A local Lambda with the functions that a test needs, and everything they logged.
class Contract : public testing::Test {
 protected:
  /// Adds the function under the name "f", then invokes it.
  InvocationResult invoke(FunctionConfiguration function, std::string payload = "{}");
  /// Invokes what is there already.
  InvocationResult invoke_again(std::string payload = "{}");

  ApiAnswer call(std::string method, std::string path, HttpHeaders headers = {},
                 std::string body = {}, std::string query = {});

  /// Before the first use of lambda().
  void set_options(LambdaOptions options) { options_ = std::move(options); }
  [[nodiscard]] LambdaService& lambda();

  [[nodiscard]] std::vector<std::string> log() const;
  [[nodiscard]] std::size_t count_in_log(std::string_view text) const;
  void wait_for_log(std::string_view text) const;

 private:
  SystemClock clock_;
  LambdaOptions options_;
  mutable std::mutex mutex_;
  mutable std::condition_variable logged_;
  std::vector<std::string> lines_;
  std::unique_ptr<LambdaService> lambda_;  ///< last: its functions log until it ends
};

[[nodiscard]] nlohmann::json payload_of(const InvocationResult& result);

}  // namespace shrike::local
