#include "infra/local/lambda/invocation_log.h"

namespace shrike::local {
namespace {

constexpr std::size_t kMaxLine = 262'144;
constexpr std::size_t kMaxTail = 4096;

}  // namespace

void LineSplitter::feed(std::string_view bytes, const LineSink& sink) {
  while (!bytes.empty()) {
    const auto room = kMaxLine - partial_.size();
    const auto newline = bytes.substr(0, room + 1).find('\n');
    const bool complete = newline != std::string_view::npos;
    if (!complete && bytes.size() <= room) {
      partial_.append(bytes);
      return;
    }
    partial_.append(bytes.substr(0, complete ? newline : room));
    bytes.remove_prefix(complete ? newline + 1 : room);
    sink(partial_);
    partial_.clear();
  }
}

void LineSplitter::flush(const LineSink& sink) {
  if (partial_.empty()) return;
  sink(partial_);
  partial_.clear();
}

void InvocationLog::write(std::string_view line) {
  // The sink runs under the lock: the lines of a sandbox come out in one order.
  const std::lock_guard lock(mutex_);
  if (sink_) sink_(line);
  tail_.append(line);
  tail_.push_back('\n');
  if (tail_.size() > kMaxTail) tail_.erase(0, tail_.size() - kMaxTail);
}

void InvocationLog::forget_tail() {
  const std::lock_guard lock(mutex_);
  tail_.clear();
}

std::string InvocationLog::tail() const {
  const std::lock_guard lock(mutex_);
  return tail_;
}

}  // namespace shrike::local
