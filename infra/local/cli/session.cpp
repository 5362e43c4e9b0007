#include "infra/local/cli/session.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "infra/local/cli/log_printer.h"
#include "runtime/percent.h"

namespace shrike::local {
namespace {

/// The bucket and the key, decoded as S3 spells it, that a notification is about; empty of another
/// event.
std::pair<std::string, std::string> place_of(const std::string& event) {
  const auto document = nlohmann::json::parse(event);
  const nlohmann::json::json_pointer place("/Records/0/s3");
  if (!document.contains(place)) return {};
  const auto& s3 = document.at(place);
  auto key = s3.at("object").at("key").get<std::string>();
  std::replace(key.begin(), key.end(), '+', ' ');
  return {s3.at("bucket").at("name").get<std::string>(), percent_decode(key)};
}

}  // namespace

/// That a thread waits for an event, as long as this lives.
class Session::Expectation {
 public:
  Expectation(Session& session, Place place) : session_(session), place_(std::move(place)) {
    const std::scoped_lock lock(session_.mutex_);
    session_.expected_[place_];
  }
  ~Expectation() {
    const std::scoped_lock lock(session_.mutex_);
    session_.expected_.erase(place_);
  }

  Expectation(const Expectation&) = delete;
  Expectation& operator=(const Expectation&) = delete;
  Expectation(Expectation&&) = delete;
  Expectation& operator=(Expectation&&) = delete;

  [[nodiscard]] std::optional<DoneEvent> wait(const std::stop_token& stop) const {
    std::unique_lock lock(session_.mutex_);
    auto& event = session_.expected_.at(place_);
    session_.changed_.wait(lock, stop, [&] { return event.has_value(); });
    return event;
  }

 private:
  Session& session_;
  Place place_;
};

Session::Session(const CommandOptions& options, CompanionStart companion_start)
    : region_(options.region),
      cloud_(watched(options, companion_start), clock_),
      objects_(cloud_.endpoint(), region_, credentials_),
      services_(cloud_.endpoint(), region_, credentials_) {}

ObjectClient Session::new_client() const { return {cloud_.endpoint(), region_, credentials_}; }

CloudOptions Session::watched(const CommandOptions& command, CompanionStart companion_start) {
  auto options = cloud_options(command);
  options.companion_start = companion_start;
  options.on_event_done = [this](const std::string& event, const InvocationResult& result) {
    const std::scoped_lock lock(mutex_);
    const auto expected = expected_.find(place_of(event));
    if (expected == expected_.end()) return;
    expected->second = DoneEvent{event, result};
    changed_.notify_all();
  };
  if (command.verbose) {
    options.on_log = [](const std::string& function, std::string_view line) {
      print_log_line(stdout, function, line);
    };
  }
  return options;
}

DoneEvent Session::put_and_wait(const std::string& bucket, const std::string& key,
                                std::string_view bytes) {
  return put_and_wait(objects_, bucket, key, bytes, std::stop_token()).value();
}

std::optional<DoneEvent> Session::put_and_wait(ObjectClient& client, const std::string& bucket,
                                               const std::string& key, std::string_view bytes,
                                               const std::stop_token& stop) {
  const Expectation expectation(*this, {bucket, key});
  client.put(bucket, key, bytes);
  return expectation.wait(stop);
}

}  // namespace shrike::local
