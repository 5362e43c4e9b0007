#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "infra/local/cli/options.h"
#include "infra/local/cloud.h"
#include "infra/local/object_client.h"
#include "infra/local/service_client.h"
#include "runtime/clock.h"

namespace shrike::local {

/// An event of a bucket, and what the function that it invoked said at last.
struct DoneEvent {
  std::string event;
  InvocationResult result;
};

/// A running cloud for one command, with clients of it. The functions' logs go to standard output
/// where the options say verbose.
class Session {
 public:
  explicit Session(const CommandOptions& options,
                   CompanionStart companion_start = CompanionStart::AtOnce);

  [[nodiscard]] const Stack& stack() const { return cloud_.stack(); }
  [[nodiscard]] ObjectClient& objects() { return objects_; }
  [[nodiscard]] const ServiceClient& services() const { return services_; }
  [[nodiscard]] const std::string& region() const { return region_; }

  /// Another client, for a thread of its own.
  [[nodiscard]] ObjectClient new_client() const;

  /// Puts an object into a bucket that notifies one function, and waits for what that says of it.
  [[nodiscard]] DoneEvent put_and_wait(const std::string& bucket, const std::string& key,
                                       std::string_view bytes);
  /// The same from any thread, with its client, and not for one key from two at a time. Nothing
  /// when `stop` is requested first.
  [[nodiscard]] std::optional<DoneEvent> put_and_wait(ObjectClient& client,
                                                      const std::string& bucket,
                                                      const std::string& key,
                                                      std::string_view bytes,
                                                      const std::stop_token& stop);

 private:
  using Place = std::pair<std::string, std::string>;  ///< bucket and key

  class Expectation;

  [[nodiscard]] CloudOptions watched(const CommandOptions& command, CompanionStart companion_start);

  Credentials credentials_{"test", "test", ""};
  std::string region_;
  SystemClock clock_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<Place, std::optional<DoneEvent>> expected_;  ///< what threads wait for, and nothing else
  Cloud cloud_;
  ObjectClient objects_;
  ServiceClient services_;
};

}  // namespace shrike::local
