#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

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
  explicit Session(const CommandOptions& options);

  [[nodiscard]] const Stack& stack() const { return cloud_.stack(); }
  [[nodiscard]] ObjectClient& objects() { return objects_; }
  [[nodiscard]] const ServiceClient& services() const { return services_; }

  /// Puts an object into a bucket that notifies one function, and waits for what that says of it.
  [[nodiscard]] DoneEvent put_and_wait(const std::string& bucket, const std::string& key,
                                       std::string_view bytes);

 private:
  [[nodiscard]] CloudOptions watched(CloudOptions options, bool verbose);

  SystemClock clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<DoneEvent> done_;
  Cloud cloud_;
  ObjectClient objects_;
  ServiceClient services_;
};

}  // namespace shrike::local
