#include "infra/local/companion/companion.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "infra/local/lambda/process.h"
#include "infra/local/lower_case.h"
#include "runtime/error.h"
#include "runtime/http_curl.h"

namespace shrike::local {
namespace {

constexpr std::string_view kListening = "listening ";

/// Of one connection alone, or said anew by whoever sends the message on.
bool is_of_the_connection(std::string_view name) {
  constexpr std::array<std::string_view, 6> kNames = {
      "connection", "content-length", "expect", "keep-alive", "te", "transfer-encoding"};
  return std::find(kNames.begin(), kNames.end(), lower_case(name)) != kNames.end();
}

HttpHeaders end_to_end(const HttpHeaders& headers) {
  HttpHeaders kept;
  for (const auto& [name, value] : headers) {
    if (!is_of_the_connection(name)) kept.add(name, value);
  }
  return kept;
}

}  // namespace

bool companion_serves(std::string_view service) {
  constexpr std::array<std::string_view, 5> kServices = {"dynamodb", "sns", "sqs", "states", "sts"};
  return std::find(kServices.begin(), kServices.end(), service) != kServices.end();
}

class Companion::Implementation {
 public:
  explicit Implementation(CompanionOptions options) : options_(std::move(options)) {}

  std::string url() {
    auto url = listening();
    std::call_once(prepared_, [&] { prepare(url); });
    if (unprepared_) std::rethrow_exception(unprepared_);
    return url;
  }

  void stop() {
    std::shared_ptr<Process> process;
    {
      const std::scoped_lock lock(mutex_);
      stopped_ = true;
      process = std::move(process_);
      changed_.notify_all();
    }
    // Outside the lock, which its last lines take.
    process.reset();
  }

 private:
  std::string listening() {
    std::unique_lock lock(mutex_);
    if (!process_ && !stopped_) start();
    changed_.wait(lock, [this] { return port_ || ended_ || stopped_; });
    if (stopped_) throw Error(ErrorKind::Ignore, "Companion.Stopped", "The local cloud is ending");
    if (ended_) fail(lock);
    return "http://127.0.0.1:" + *port_;
  }

  /// Not tried again: what of it is there already would be refused.
  void prepare(const std::string& url) {
    if (!options_.prepare) return;
    try {
      options_.prepare(url);
    } catch (...) {
      unprepared_ = std::current_exception();
    }
  }

  void start() {
    if (!std::filesystem::exists(options_.python)) {
      throw Error(ErrorKind::Reject, "Companion.NotInstalled",
                  "DynamoDB, SNS, SQS, Step Functions and STS are served by moto, which is not "
                  "installed: packaging/third-party/install.sh companion");
    }
    ProcessOptions process;
    process.program = options_.python;
    process.working_directory = "/";
    process.environment = {"PYTHONDONTWRITEBYTECODE=1", "PATH=/usr/bin:/bin",
                           "AWS_ACCESS_KEY_ID=" + options_.credentials.access_key_id,
                           "AWS_SECRET_ACCESS_KEY=" + options_.credentials.secret_access_key,
                           "AWS_DEFAULT_REGION=" + options_.region};
    process.arguments = {options_.server.string(),
                         "--endpoint",
                         options_.endpoint,
                         "--account",
                         options_.account_id,
                         "--mail",
                         std::filesystem::absolute(options_.mail).string()};
    process.on_line = [this](std::string_view line) { read(line); };
    process.on_exit = [this] {
      const std::scoped_lock lock(mutex_);
      ended_ = true;
      changed_.notify_all();
    };
    process_ = std::make_shared<Process>(std::move(process));
  }

  [[noreturn]] void fail(std::unique_lock<std::mutex>& lock) {
    const auto process = process_;
    lock.unlock();
    process->drain_output();
    lock.lock();
    throw Error(ErrorKind::Bug, "Companion.Failed",
                fmt::format("moto has ended; the last it said: {}", last_line_));
  }

  void read(std::string_view line) {
    const std::scoped_lock lock(mutex_);
    if (line.starts_with(kListening)) {
      port_ = line.substr(kListening.size());
      changed_.notify_all();
    } else if (!line.empty()) {
      last_line_ = line;
    }
  }

  CompanionOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<std::string> port_;
  std::string last_line_;
  bool ended_ = false;
  bool stopped_ = false;
  std::shared_ptr<Process> process_;
  std::once_flag prepared_;
  std::exception_ptr unprepared_;  ///< why not
};

Companion::Companion(CompanionOptions options)
    : implementation_(std::make_unique<Implementation>(std::move(options))) {}

Companion::~Companion() { stop(); }

std::string Companion::url() { return implementation_->url(); }

ServerResponse Companion::forward(const ServerRequest& request, std::string_view body) {
  HttpRequest forwarded;
  forwarded.method = request.method;
  forwarded.url = url() + request.path + (request.query.empty() ? "" : "?" + request.query);
  // The Host stays the client's: queues have URLs at the host that was asked.
  forwarded.headers = end_to_end(request.headers);
  forwarded.body = body;
  CurlTransport transport;
  auto answer = transport.send(forwarded);
  ServerResponse response;
  response.status = answer.status;
  response.headers = end_to_end(answer.headers);
  response.body = std::move(answer.body);
  return response;
}

void Companion::stop() { implementation_->stop(); }

}  // namespace shrike::local
