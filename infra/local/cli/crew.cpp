#include "infra/local/cli/crew.h"

namespace shrike::local {

Crew::Crew(std::size_t total, std::size_t threads, const std::function<Work()>& make_work)
    : total_(total), working_(threads) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this, make_work] { run(make_work); });
  }
}

Crew::~Crew() { end_early(); }

void Crew::end_early() {
  const std::scoped_lock lock(mutex_);
  next_ = total_;
}

bool Crew::wait_for(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  if (!idle_.wait_for(lock, time, [&] { return working_ == 0; })) return false;
  if (failure_) std::rethrow_exception(failure_);
  return true;
}

void Crew::run(const std::function<Work()>& make_work) {
  std::exception_ptr failure;
  try {
    const auto work = make_work();
    for (std::size_t number = 0; take(number);) work(number);
  } catch (...) {
    failure = std::current_exception();
  }
  const std::scoped_lock lock(mutex_);
  if (failure) next_ = total_;
  if (!failure_) failure_ = failure;
  --working_;
  idle_.notify_all();
}

bool Crew::take(std::size_t& number) {
  const std::scoped_lock lock(mutex_);
  if (next_ >= total_) return false;
  number = next_++;
  return true;
}

}  // namespace shrike::local
