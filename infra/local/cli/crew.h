#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace shrike::local {

/// Threads that take the numbers from 0 to a total one by one, each the next as soon as it has
/// done one: so many are under way and no more.
class Crew {
 public:
  /// Does all of one number.
  using Work = std::function<void(std::size_t)>;

  /// `make_work` is called in each thread, for what is that thread's own. What it or its work
  /// throws ends the crew early.
  Crew(std::size_t total, std::size_t threads, const std::function<Work()>& make_work);
  /// Ends early, and waits for what is under way.
  ~Crew();

  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  Crew(Crew&&) = delete;
  Crew& operator=(Crew&&) = delete;

  /// No number is begun any more.
  void end_early();
  /// True as soon as no thread is at work; false when the time is over. Throws what a thread threw
  /// first, once all have ended.
  [[nodiscard]] bool wait_for(std::chrono::milliseconds time);

 private:
  void run(const std::function<Work()>& make_work);
  [[nodiscard]] bool take(std::size_t& number);

  std::mutex mutex_;
  std::condition_variable idle_;
  std::size_t next_ = 0;
  std::size_t total_;
  std::size_t working_;
  std::exception_ptr failure_;
  std::vector<std::jthread> threads_;
};

}  // namespace shrike::local
