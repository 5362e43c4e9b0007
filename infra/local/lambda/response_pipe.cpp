#include "infra/local/lambda/response_pipe.h"

#include <algorithm>
#include <utility>

namespace shrike::local {

void ResponsePipe::write(std::string_view piece) {
  std::unique_lock lock(mutex_);
  while (!piece.empty()) {
    changed_.wait(lock, [&] { return closed_ || abandoned_ || unread_.size() < kCapacity; });
    if (closed_ || abandoned_) return;
    const auto size = std::min(piece.size(), kCapacity - unread_.size());
    unread_.append(piece.substr(0, size));
    piece.remove_prefix(size);
    changed_.notify_all();
  }
}

void ResponsePipe::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

std::string ResponsePipe::read() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return closed_ || !unread_.empty(); });
  changed_.notify_all();
  return std::exchange(unread_, {});
}

void ResponsePipe::abandon() {
  const std::lock_guard lock(mutex_);
  abandoned_ = true;
  unread_.clear();
  changed_.notify_all();
}

}  // namespace shrike::local
