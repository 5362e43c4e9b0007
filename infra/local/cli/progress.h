#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace shrike::local {

struct ProgressState {
  std::size_t total = 0;
  std::size_t done = 0;       ///< of any outcome
  std::size_t processed = 0;  ///< by the function, which is what takes time
  std::size_t refused = 0;
  std::size_t failed = 0;
  std::chrono::duration<double> elapsed{};
};

/// `1,234/10,000 images · 12.3/s · 11:53 left · 3 refused · 1 failed`, each where there is any; the
/// time left is by what the images have taken so far.
[[nodiscard]] std::string progress_text(const ProgressState& state);
/// The same after a bar, for one line of a terminal.
[[nodiscard]] std::string progress_bar(const ProgressState& state);

/// On standard error while many images are under way: a bar on a terminal, else a line for each
/// tenth of them. Silent where there are few. Not thread-safe.
class Progress {
 public:
  explicit Progress(std::size_t total);
  ~Progress();

  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  Progress(Progress&&) = delete;
  Progress& operator=(Progress&&) = delete;

  void show(const ProgressState& state);

 private:
  bool visible_;
  bool terminal_;
  std::size_t tenths_ = 0;  ///< that lines have told of
};

}  // namespace shrike::local
