#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

namespace shrike::fakes {

/// Runs functions at the same time as far as the world can tell, yet one step at a time and in an
/// order that is given: the same turns make the same run.
///
/// A function has a thread of its own, which runs only while it is that function's turn. When all
/// turns have been taken, whatever has not ended goes on to its end, the first function first.
class Turns {
 public:
  struct Turn {
    std::size_t who = 0;
    int steps = 0;  ///< it stops before the step after these
  };

  explicit Turns(std::vector<Turn> turns) : turns_(std::move(turns)) {}

  /// Returns when all have ended. They must not throw.
  void run(const std::vector<std::function<void()>>& functions);

  /// To be called by the function that runs, before each of its steps.
  void before_step();

  /// The function whose turn it is; the first when nothing runs.
  [[nodiscard]] std::size_t who() const noexcept { return who_; }

 private:
  /// Hands over until somebody's turn it is that has not ended.
  void next_turn();
  void end(std::size_t who);

  std::vector<Turn> turns_;
  std::size_t taken_ = 0;  ///< of the turns
  int steps_left_ = 0;     ///< of this turn; negative when there is no limit
  std::size_t who_ = 0;
  std::vector<bool> ended_;
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace shrike::fakes
