#include "handlers/modules/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "runtime/error.h"

namespace shrike {
namespace {

bool is_retryable(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    return error.retryable();
  } catch (...) {
    return false;
  }
}

/// The failure that is told of those that come in.
class KeptFailure {
 public:
  void take(const std::exception_ptr& failure) {
    const std::scoped_lock lock(mutex_);
    if (!kept_ || !is_retryable(kept_)) kept_ = failure;
  }
  void rethrow() const {
    if (kept_) std::rethrow_exception(kept_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr kept_;
};

}  // namespace

void for_each_index(std::size_t count, std::size_t threads,
                    const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  KeptFailure failure;
  const auto work_on = [&] {
    for (std::size_t index = next++; index < count; index = next++) {
      try {
        work(index);
      } catch (...) {
        next = count;
        failure.take(std::current_exception());
      }
    }
  };
  {
    std::vector<std::jthread> others;
    try {
      while (others.size() + 1 < std::min(count, threads)) others.emplace_back(work_on);
    } catch (const std::system_error&) {
      // No more threads than there are: the work is done all the same.
    }
    work_on();
  }
  failure.rethrow();
}

}  // namespace shrike
