#include "tests/unit/pipeline/turns.h"

#include <algorithm>
#include <thread>

namespace shrike::fakes {

void Turns::run(const std::vector<std::function<void()>>& functions) {
  ended_.assign(functions.size(), false);
  taken_ = 0;
  next_turn();
  std::vector<std::thread> threads;
  for (std::size_t who = 0; who < functions.size(); ++who) {
    threads.emplace_back([&, who] {
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return who_ == who; });
      }
      functions[who]();
      end(who);
    });
  }
  for (std::thread& thread : threads) thread.join();
  who_ = 0;
}

void Turns::before_step() {
  std::unique_lock lock(mutex_);
  if (ended_.empty()) return;
  const std::size_t me = who_;
  while (steps_left_ == 0) {
    next_turn();
    changed_.notify_all();
    changed_.wait(lock, [&] { return who_ == me; });
  }
  if (steps_left_ > 0) --steps_left_;
}

void Turns::next_turn() {
  while (taken_ < turns_.size()) {
    const Turn& turn = turns_[taken_++];
    if (ended_[turn.who]) continue;
    who_ = turn.who;
    steps_left_ = turn.steps;
    return;
  }
  const auto waiting = std::find(ended_.begin(), ended_.end(), false);
  if (waiting == ended_.end()) return;
  who_ = static_cast<std::size_t>(waiting - ended_.begin());
  steps_left_ = -1;
}

void Turns::end(std::size_t who) {
  const std::scoped_lock lock(mutex_);
  ended_[who] = true;
  if (std::all_of(ended_.begin(), ended_.end(), [](bool ended) { return ended; })) {
    ended_.clear();
    return;
  }
  next_turn();
  changed_.notify_all();
}

}  // namespace shrike::fakes
