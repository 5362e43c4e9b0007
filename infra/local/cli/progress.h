#pragma once

#include <cstddef>

namespace shrike::local {

/// A bar on standard error while many images are under way; silent where there are few, or where
/// standard error is no terminal. Not thread-safe.
class Progress {
 public:
  explicit Progress(std::size_t total);
  ~Progress();

  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  Progress(Progress&&) = delete;
  Progress& operator=(Progress&&) = delete;

  void show(std::size_t done) const;

 private:
  std::size_t total_;
  bool visible_;
};

}  // namespace shrike::local
