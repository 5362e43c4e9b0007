#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "runtime/client.h"
#include "runtime/deadline_watch.h"
#include "runtime/host.h"
#include "runtime/init.h"
#include "runtime/renewal.h"

namespace shrike {

class StreamedResponse;

/// One loop of next → handler → answer, with a handler, a connection and a log of its own. A
/// function has one; with AWS_LAMBDA_MAX_CONCURRENCY, as many as that says.
class Worker {
 public:
  /// `shared`: there are others, so that a lost answer is this invocation's loss alone, and the
  /// process's environment nobody's.
  Worker(const Host& host, const std::string& api, bool shared, DeadlineWatch& deadlines,
         Renewal& renewal);

  /// Makes the handler. Throws what the factory throws, and Error "Runtime.NoSuchHandler" for an
  /// empty one.
  void initialize(const HandlerFactory& make_handler, Hooks& hooks);

  /// Serves one invocation after another until `stop` is requested or the process is to be renewed;
  /// the one under way comes to its end. Then leaves, with which the renewal may come. Throws Error
  /// once the Runtime API is lost, with which no renewal comes any more.
  void serve(const std::stop_token& stop);

  /// Lets go of the connection, which no longer exists after a restore.
  void reconnect();

  [[nodiscard]] RuntimeClient& client() noexcept { return *client_; }
  [[nodiscard]] Logger& log() noexcept { return log_; }

 private:
  /// False when the invocation was ended over its head: this worker has left then.
  [[nodiscard]] bool serve_one(const Delivery& delivery);
  /// Nothing when `stop` is requested meanwhile.
  [[nodiscard]] std::optional<Delivery> next(const std::stop_token& stop);
  void handle(Call& call, ResponseStream& stream) const;
  void answer(const Call& call, StreamedResponse& stream);

  const Host& host_;
  std::string api_;
  bool shared_;
  bool cold_;
  DeadlineWatch& deadlines_;
  Renewal& renewal_;
  Logger log_;
  std::unique_ptr<StreamingTransport> transport_;
  std::optional<RuntimeClient> client_;
  std::vector<Middleware> middlewares_;
  AnyHandler handler_;
};

/// How many invocations a sandbox is to serve at the same time: AWS_LAMBDA_MAX_CONCURRENCY, else 1.
/// Throws Error "Runtime.ConfigInvalid" for what is not a number from 1 to 1000.
[[nodiscard]] std::size_t worker_count(const Environment& environment);

/// Runs the workers, each on a thread of its own, until `stop` is requested or one of them loses
/// the Runtime API; then the others end what they have under way. Throws what that one threw.
void serve_together(const std::vector<std::unique_ptr<Worker>>& workers, std::stop_source& stop);

}  // namespace shrike
