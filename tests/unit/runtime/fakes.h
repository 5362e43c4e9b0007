#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "runtime/clock.h"
#include "runtime/error.h"
#include "runtime/http.h"
#include "runtime/log.h"

namespace shrike::test {

/// 2026-11-21T03:30:00.007Z
inline constexpr TimePoint kNow{std::chrono::milliseconds{1'795'231'800'007}};

class FixedClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override { return now_; }
  void sleep_for(std::chrono::milliseconds duration) override { now_ += duration; }

 private:
  TimePoint now_ = kNow;
};

/// A request as it was sent, with a body of its own.
struct SentRequest {
  std::string method;
  std::string url;
  HttpHeaders headers;
  std::string body;
  std::chrono::milliseconds timeout{};
};

/// Gives the scripted answers in turn and keeps the requests; when they are used up, the connection
/// is lost.
class FakeTransport final : public HttpTransport {
 public:
  explicit FakeTransport(std::deque<HttpResponse> answers) : answers_(std::move(answers)) {}

  [[nodiscard]] HttpResponse send(const HttpRequest& request) override {
    sent.push_back(
        {request.method, request.url, request.headers, std::string(request.body), request.timeout});
    if (answers_.empty()) throw Error(ErrorKind::Retry, "Network.Interrupted", "connection lost");
    HttpResponse answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
  }

  std::vector<SentRequest> sent;

 private:
  std::deque<HttpResponse> answers_;
};

/// A JSON log whose lines can be read back.
struct LogBook {
  FixedClock clock;
  std::vector<nlohmann::json> lines;
  Logger logger{{LogFormat::Json, LogLevel::Trace}, clock, [this](const LogLine& line) {
                  lines.push_back(nlohmann::json::parse(line.text));
                }};
};

inline HttpResponse accepted() { return {202, {}, R"({"status":"OK"})"}; }

/// An answer to /next as Lambda gives it.
inline HttpResponse invocation(std::string request_id = "id-1", std::string payload = "{}") {
  return {200,
          {{"Lambda-Runtime-Aws-Request-Id", std::move(request_id)},
           {"Lambda-Runtime-Deadline-Ms", "1795231803007"},
           {"Content-Type", "application/json"}},
          std::move(payload)};
}

}  // namespace shrike::test
