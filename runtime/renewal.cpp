#include "runtime/renewal.h"

#include <cstdlib>
#include <utility>

#include <nlohmann/json.hpp>

#include "runtime/failure.h"

namespace shrike {
namespace {

// A function's own variables cannot begin with an underscore: nobody else sets these.
constexpr const char* kRenewed = "_SHRIKE_RENEWED";
constexpr const char* kExtension = "_SHRIKE_EXTENSION_ID";

std::string variable(const char* name, const std::string& value) {
  return std::string(name) + '=' + value;
}

}  // namespace

Renewal::Renewal(std::size_t workers, const Host& host) : host_(host), serving_(workers) {}

void Renewal::ask(std::string_view reason) {
  {
    const std::lock_guard lock(mutex_);
    if (reason_.empty()) reason_ = reason;
  }
  asked_.store(true, std::memory_order_release);
  stop_.request_stop();
}

void Renewal::carry_extension(std::string id) {
  const std::lock_guard lock(mutex_);
  extension_id_ = std::move(id);
}

void Renewal::leave() {
  std::unique_lock lock(mutex_);
  leave_locked(lock);
}

void Renewal::leave_failed(Failure failure) {
  std::unique_lock lock(mutex_);
  if (!failure_) failure_ = std::move(failure);
  leave_locked(lock);
}

void Renewal::leave_stuck() {
  std::unique_lock lock(mutex_);
  stuck_ = true;
  leave_locked(lock);
}

void Renewal::leave_locked(std::unique_lock<std::mutex>& lock) {
  if (--serving_ > 0 || !asked()) return;
  if (failure_ && stuck_) end(*failure_);
  if (failure_) return;
  lock.unlock();
  renew();
  lock.lock();
  over_ = true;
  ended_.notify_all();
}

void Renewal::wait_for_the_end() {
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return over_; });
}

void Renewal::renew() {
  Logger log(host_.log_options, host_.clock, host_.log_sink);
  log.warn("The process renews itself", {{"reason", reason_}});
  try {
    EnvironmentBlock additions{variable(kRenewed, "1")};
    if (!extension_id_.empty()) additions.push_back(variable(kExtension, extension_id_));
    host_.replace_process(additions);
  } catch (...) {
    log_failure(log, LogLevel::Fatal, "The process cannot renew itself", current_failure());
    // Not exit(): what is stuck, and what it uses, is still there.
    std::_Exit(EXIT_FAILURE);
  }
}

void Renewal::end(const Failure& failure) {
  Logger log(host_.log_options, host_.clock, host_.log_sink);
  log_failure(log, LogLevel::Fatal, "The runtime ends", failure);
  std::_Exit(EXIT_FAILURE);
}

bool is_renewed(const Environment& environment) { return environment(kRenewed).has_value(); }

std::string carried_extension(const Environment& environment) {
  return environment(kExtension).value_or("");
}

}  // namespace shrike
