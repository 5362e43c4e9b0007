#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace shrike::local {

/// Work that runs in the background, in lanes: a lane that is busy does not hold up the others.
class AsyncQueue {
 public:
  /// Runs the `attempt`th time, from 1. What it returns is the time until it is to run again;
  /// nothing when it is done. What it throws is dropped.
  using Job = std::function<std::optional<std::chrono::milliseconds>(int attempt)>;

  /// `lane_width`: how many jobs of one lane run at the same time.
  explicit AsyncQueue(std::size_t lane_width) : lane_width_(lane_width) {}
  /// Drops what waits, lets what runs come to its end.
  ~AsyncQueue() { stop(); }

  AsyncQueue(const AsyncQueue&) = delete;
  AsyncQueue& operator=(const AsyncQueue&) = delete;
  AsyncQueue(AsyncQueue&&) = delete;
  AsyncQueue& operator=(AsyncQueue&&) = delete;

  void push(const std::string& lane, Job job);
  /// Until no job runs or waits, those that wait for their next attempt included.
  void wait_until_idle();
  /// Starts no job any more; what runs comes to its end, what waits is dropped.
  void close();
  /// close(), then waits for what runs.
  void stop();

 private:
  using Time = std::chrono::steady_clock::time_point;

  struct Entry {
    Job job;
    int attempt = 1;
  };
  struct Lane {
    std::multimap<Time, Entry> waiting;
    std::size_t running = 0;
  };

  void work();
  /// The lane whose first job is due next, among those that have room.
  [[nodiscard]] Lane* next_lane();
  void run_first_of(Lane& lane, std::unique_lock<std::mutex>& lock);

  std::size_t lane_width_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Lane> lanes_;
  std::size_t unfinished_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace shrike::local
