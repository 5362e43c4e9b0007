#include "infra/local/lambda/async_queue.h"

#include <utility>

namespace shrike::local {

void AsyncQueue::push(const std::string& lane, Job job) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return;
  lanes_[lane].waiting.emplace(std::chrono::steady_clock::now(), Entry{std::move(job), 1});
  ++unfinished_;
  if (workers_.size() < lanes_.size() * lane_width_) workers_.emplace_back([this] { work(); });
  changed_.notify_all();
}

void AsyncQueue::wait_until_idle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return stopping_ || unfinished_ == 0; });
}

void AsyncQueue::close() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
}

void AsyncQueue::stop() {
  close();
  std::vector<std::thread> workers;
  {
    const std::lock_guard lock(mutex_);
    workers.swap(workers_);
  }
  for (auto& worker : workers) worker.join();
}

AsyncQueue::Lane* AsyncQueue::next_lane() {
  Lane* next = nullptr;
  for (auto& [name, lane] : lanes_) {
    if (lane.waiting.empty() || lane.running >= lane_width_) continue;
    if (next == nullptr || lane.waiting.begin()->first < next->waiting.begin()->first) next = &lane;
  }
  return next;
}

void AsyncQueue::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    auto* const lane = next_lane();
    if (lane == nullptr) {
      changed_.wait(lock);
      continue;
    }
    const auto due = lane->waiting.begin()->first;
    if (due > std::chrono::steady_clock::now()) {
      changed_.wait_until(lock, due);
      continue;
    }
    run_first_of(*lane, lock);
  }
}

void AsyncQueue::run_first_of(Lane& lane, std::unique_lock<std::mutex>& lock) {
  auto entry = std::move(lane.waiting.begin()->second);
  lane.waiting.erase(lane.waiting.begin());
  ++lane.running;
  lock.unlock();
  std::optional<std::chrono::milliseconds> again;
  try {
    again = entry.job(entry.attempt);
  } catch (...) {  // NOLINT(bugprone-empty-catch): the header's contract; others' work goes on
  }
  lock.lock();
  --lane.running;
  if (again && !stopping_) {
    ++entry.attempt;
    lane.waiting.emplace(std::chrono::steady_clock::now() + *again, std::move(entry));
  } else {
    --unfinished_;
  }
  changed_.notify_all();
}

}  // namespace shrike::local
