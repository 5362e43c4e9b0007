#pragma once

#include <deque>
#include <string>
#include <utility>

#include "runtime/log_sink.h"

namespace shrike {

/// Lines that are held back, the latest ones that fit into `capacity` bytes of text.
class LogBuffer {
 public:
  explicit LogBuffer(std::size_t capacity) : capacity_(capacity) {}

  [[nodiscard]] bool is_on() const noexcept { return capacity_ > 0; }

  void hold(std::string text, const LogLine& line) {
    size_ += text.size();
    lines_.push_back({std::move(text), line});
    for (; size_ > capacity_; ++evicted_) {
      size_ -= lines_.front().text.size();
      lines_.pop_front();
    }
  }

  /// How many lines there was no room for.
  [[nodiscard]] std::size_t evicted() const noexcept { return evicted_; }

  /// Gives the lines to `sink` and forgets them.
  void flush(const LogSink& sink) {
    for (Held& held : lines_) {
      held.line.text = held.text;
      sink(held.line);
    }
    clear();
  }

  void clear() {
    lines_.clear();
    size_ = 0;
    evicted_ = 0;
  }

 private:
  struct Held {
    std::string text;
    LogLine line;
  };

  std::size_t capacity_;
  std::size_t size_ = 0;
  std::size_t evicted_ = 0;
  std::deque<Held> lines_;
};

}  // namespace shrike
