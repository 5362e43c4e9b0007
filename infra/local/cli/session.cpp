#include "infra/local/cli/session.h"

#include <utility>

#include <fmt/format.h>

namespace shrike::local {
namespace {

const Credentials kCredentials{"test", "test", ""};

}  // namespace

Session::Session(const CommandOptions& options)
    : cloud_(watched(cloud_options(options), options.verbose), clock_),
      objects_(cloud_.endpoint(), options.region, kCredentials),
      services_(cloud_.endpoint(), options.region, kCredentials) {}

CloudOptions Session::watched(CloudOptions options, bool verbose) {
  options.on_event_done = [this](const std::string& event, const InvocationResult& result) {
    const std::scoped_lock lock(mutex_);
    done_.push_back({event, result});
    changed_.notify_all();
  };
  if (verbose) {
    options.on_log = [this](const std::string& function, std::string_view line) {
      const std::scoped_lock lock(mutex_);
      fmt::print("[{}] {}\n", function, line);
    };
  }
  return options;
}

DoneEvent Session::put_and_wait(const std::string& bucket, const std::string& key,
                                std::string_view bytes) {
  std::unique_lock lock(mutex_);
  const auto seen = done_.size();
  lock.unlock();
  objects_.put(bucket, key, bytes);
  lock.lock();
  changed_.wait(lock, [&] { return done_.size() > seen; });
  return done_.back();
}

}  // namespace shrike::local
