#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <string_view>

namespace shrike {

/// A request id that a signal handler may read at any moment, of whatever thread wrote it.
class CrashRequestId {
 public:
  static constexpr std::size_t kCapacity = 128;

  void set(std::string_view id) noexcept {
    size_.store(0, std::memory_order_relaxed);
    const std::size_t size = id.size() < kCapacity ? id.size() : kCapacity;
    for (std::size_t i = 0; i < size; ++i) text_[i].store(id[i], std::memory_order_relaxed);
    size_.store(size, std::memory_order_release);
  }

  /// Copies the id to `memory`.
  [[nodiscard]] std::string_view read(std::array<char, kCapacity>& memory) const noexcept {
    const std::size_t size = size_.load(std::memory_order_acquire);
    for (std::size_t i = 0; i < size; ++i) memory[i] = text_[i].load(std::memory_order_relaxed);
    return {memory.data(), size};
  }

  [[nodiscard]] bool empty() const noexcept { return size_.load(std::memory_order_relaxed) == 0; }

 private:
  std::array<std::atomic<char>, kCapacity> text_{};
  std::atomic<std::size_t> size_{0};
};

}  // namespace shrike
