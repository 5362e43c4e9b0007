#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "handlers/aws/credentials.h"
#include "infra/local/http_server.h"

namespace shrike::local {

struct CompanionOptions {
  std::filesystem::path python;  ///< of the environment that has moto
  std::filesystem::path server;  ///< companion/server.py
  std::string endpoint;          ///< the local cloud's own, which it calls back
  std::string region;
  std::string account_id;
  Credentials credentials;
  std::filesystem::path mail;  ///< where e-mails to subscribers are written
  /// Called once, when it listens, before anybody has its URL.
  std::function<void(const std::string& url)> prepare = {};
};

/// Whether the companion has the service of this signing name: dynamodb, sns, sqs, states, sts.
[[nodiscard]] bool companion_serves(std::string_view service);

/// DynamoDB, SNS, SQS, Step Functions and STS, as moto has them: a process of its own on a free
/// port of the loopback, started when it is first asked for and ended with us. What it keeps, it
/// keeps in memory. Thread-safe.
class Companion {
 public:
  explicit Companion(CompanionOptions options);
  /// stop().
  ~Companion();

  Companion(const Companion&) = delete;
  Companion& operator=(const Companion&) = delete;
  Companion(Companion&&) = delete;
  Companion& operator=(Companion&&) = delete;

  /// Its own URL; starts it and waits until it listens and is prepared. Throws Error
  /// "Companion.NotInstalled" (Reject) saying how to install it, "Companion.Failed" (Bug) with the
  /// last thing it said, "Companion.Stopped" (Ignore) after stop(), and each time what
  /// CompanionOptions::prepare threw.
  [[nodiscard]] std::string url();

  /// Hands a request on, whose signature has been verified, and its answer back. Throws as url()
  /// does, and what HttpTransport throws.
  [[nodiscard]] ServerResponse forward(const ServerRequest& request, std::string_view body);

  /// Ends the process; requests under way break off.
  void stop();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace shrike::local
