#pragma once

#include <deque>
#include <memory>
#include <mutex>
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
  HttpHeaders trailers;
};

/// What was sent, and what is still to be answered.
struct Script {
  std::deque<HttpResponse> answers{};
  std::vector<SentRequest> sent{};
  /// Thrown when the answers are used up.
  Error end{ErrorKind::Bug, "Test.ScriptEnded", "the script has ended"};

  [[nodiscard]] HttpResponse next_answer() {
    if (answers.empty()) throw end;
    HttpResponse answer = std::move(answers.front());
    answers.pop_front();
    return answer;
  }
};

/// Collects the pieces as one body, and the trailers behind it. An answer over 299 is given before
/// the body's end.
class FakeUpload final : public HttpUpload {
 public:
  FakeUpload(Script& script, std::size_t index) : script_(script), index_(index) {}

  [[nodiscard]] bool write(std::string_view piece) override {
    script_.sent.at(index_).body += piece;
    return script_.answers.empty() || script_.answers.front().status < 300;
  }
  [[nodiscard]] HttpResponse finish(const HttpHeaders& trailers) override {
    for (const auto& [name, value] : trailers) script_.sent.at(index_).trailers.add(name, value);
    return script_.next_answer();
  }

 private:
  Script& script_;
  std::size_t index_;
};

/// Gives the scripted answers in turn and keeps the requests.
class FakeTransport final : public StreamingTransport {
 public:
  explicit FakeTransport(std::deque<HttpResponse> answers)
      : own_{std::move(answers)}, script_(own_) {}
  /// Plays in a script that others play in too.
  explicit FakeTransport(Script& script) : script_(script) {}

  [[nodiscard]] HttpResponse send(const HttpRequest& request) override {
    keep(request);
    return script_.next_answer();
  }
  [[nodiscard]] std::unique_ptr<HttpUpload> open_upload(const HttpRequest& request) override {
    keep(request);
    return std::make_unique<FakeUpload>(script_, script_.sent.size() - 1);
  }

 private:
  void keep(const HttpRequest& request) {
    script_.sent.push_back({request.method,
                            request.url,
                            request.headers,
                            std::string(request.body),
                            request.timeout,
                            {}});
  }

  Script own_;
  Script& script_;

 public:
  std::vector<SentRequest>& sent = script_.sent;
};

/// A connection to `api`, whose answer() plays the Runtime API for all that connect. No uploads.
template <class Api>
class TransportTo final : public StreamingTransport {
 public:
  explicit TransportTo(Api& api) : api_(api) {}
  [[nodiscard]] HttpResponse send(const HttpRequest& request) override {
    return api_.answer(request);
  }
  [[nodiscard]] std::unique_ptr<HttpUpload> open_upload(const HttpRequest&) override {
    return nullptr;
  }

 private:
  Api& api_;
};

/// Keeps the lines of JSON that several threads log, to be read when they have ended.
class SharedLogLines {
 public:
  [[nodiscard]] LogSink sink() {
    return [this](const LogLine& line) {
      const std::lock_guard lock(mutex_);
      lines.push_back(nlohmann::json::parse(line.text));
    };
  }

 private:
  std::mutex mutex_;

 public:
  std::vector<nlohmann::json> lines;
};

/// A JSON log whose lines can be read back.
struct LogBook {
  FixedClock clock;
  std::vector<nlohmann::json> lines;
  LogOptions options{LogFormat::Json, LogLevel::Trace};
  LogSink sink = [this](const LogLine& line) { lines.push_back(nlohmann::json::parse(line.text)); };
  Logger logger{options, clock, sink};
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
