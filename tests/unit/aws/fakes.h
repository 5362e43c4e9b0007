#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "handlers/aws/client.h"
#include "runtime/clock.h"
#include "runtime/environment.h"
#include "runtime/error.h"
#include "runtime/http.h"
#include "runtime/log.h"

namespace shrike::test {

/// Time that passes only while somebody sleeps.
class FakeClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override { return now_; }
  void sleep_for(std::chrono::milliseconds duration) override {
    sleeps_.push_back(duration);
    now_ += duration;
  }

  void advance(std::chrono::milliseconds duration) { now_ += duration; }
  [[nodiscard]] const std::vector<std::chrono::milliseconds>& sleeps() const { return sleeps_; }

 private:
  TimePoint now_{std::chrono::seconds(1'700'000'000)};  // Tue, 14 Nov 2023 22:13:20 GMT
  std::vector<std::chrono::milliseconds> sleeps_;
};

/// Plays its script, one step a request; a request past its end fails the test.
class FakeTransport final : public HttpTransport {
 public:
  using Step = std::function<HttpResponse(const HttpRequest&)>;

  [[nodiscard]] HttpResponse send(const HttpRequest& request) override {
    requests_.push_back(request);
    if (steps_.empty()) {
      throw Error(ErrorKind::Bug, "Test.ScriptEnded", "No answer is left for " + request.url);
    }
    const auto step = std::move(steps_.front());
    steps_.pop_front();
    return step(request);
  }

  void then(Step step) { steps_.push_back(std::move(step)); }

  /// A whole answer; its body goes to the request's on_chunk where a real transport would do that.
  void answer(int status, const HttpHeaders& headers = {}, const std::string& body = {}) {
    then([=](const HttpRequest& request) {
      HttpResponse response{.status = status, .headers = headers, .body = {}};
      if (!request.on_chunk || status / 100 != 2) {
        response.body = body;
      } else if (!body.empty()) {
        request.on_chunk(response, body);
      }
      return response;
    });
  }

  /// An answer that breaks off after some of its body.
  void break_off(int status, const HttpHeaders& headers, const std::string& part,
                 const std::string& type = "Network.Interrupted") {
    then([=](const HttpRequest& request) -> HttpResponse {
      const HttpResponse head{.status = status, .headers = headers, .body = {}};
      if (!part.empty()) request.on_chunk(head, part);
      throw Error(ErrorKind::Retry, type, "the connection was closed");
    });
  }

  void fail(const std::string& type, ErrorKind kind = ErrorKind::Retry) {
    then([=](const HttpRequest&) -> HttpResponse { throw Error(kind, type, "no answer came"); });
  }

  [[nodiscard]] const std::vector<HttpRequest>& requests() const { return requests_; }
  [[nodiscard]] bool done() const { return steps_.empty(); }

 private:
  std::deque<Step> steps_;
  std::vector<HttpRequest> requests_;
};

inline std::string header_of(const HttpRequest& request, std::string_view name) {
  return std::string(request.headers.find(name).value_or(""));
}

/// Everything an AwsClient wants, faked. Delays are as long as they can be: random is almost 1.
class AwsFixture : public testing::Test {
 protected:
  AwsClient client(std::string_view service,
                   std::map<std::string, std::string, std::less<>> more = {}) {
    more.emplace("AWS_REGION", "eu-central-1");
    return AwsClient(
        service, fixed_environment(std::move(more)), transport_, clock_, [] { return 1.0; },
        logger_);
  }

  [[nodiscard]] CallScope scope(std::chrono::milliseconds remaining = std::chrono::minutes(10)) {
    return {.credentials = {.access_key_id = "AKIDEXAMPLE",
                            .secret_access_key = "sEcReT/+key",
                            .session_token = "t0ken//with+signs=="},
            .trace_id = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
            .deadline = clock_.now() + remaining};
  }

  FakeClock clock_;
  FakeTransport transport_;
  std::vector<std::string> log_lines_;
  Logger logger_{{.format = LogFormat::Json, .level = LogLevel::Trace},
                 clock_,
                 [this](const LogLine& line) { log_lines_.emplace_back(line.text); }};
};

/// The Error that `action` throws; fails the test and returns a Bug when it throws none.
template <class Action>
Error error_from(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return {ErrorKind::Bug, "", ""};
}

}  // namespace shrike::test
