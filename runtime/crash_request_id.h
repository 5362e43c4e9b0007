#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
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

/// The request ids of all threads, laid over each other by exclusive or: where there is one alone,
/// it can be read, by a signal handler at any moment.
class CrashRequestIds {
 public:
  void add(std::string_view id) noexcept {
    ++count_;
    lay_over(id);
    size_ ^= id.size();
  }
  /// What was added.
  void remove(std::string_view id) noexcept {
    size_ ^= id.size();
    lay_over(id);
    --count_;
  }

  /// Copies the only id to `memory`; empty where there is none, or there are several.
  [[nodiscard]] std::string_view only(
      std::array<char, CrashRequestId::kCapacity>& memory) const noexcept {
    if (count_ != 1) return {};
    const std::size_t size = size_;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const std::uint64_t word = words_[i];
      std::memcpy(memory.data() + i * sizeof word, &word, sizeof word);
    }
    // Whoever comes or goes meanwhile shows in one of the two.
    return count_ == 1 && size_ == size && size <= memory.size()
               ? std::string_view(memory.data(), size)
               : std::string_view();
  }

 private:
  void lay_over(std::string_view id) noexcept {
    for (std::size_t i = 0; i * sizeof(std::uint64_t) < id.size(); ++i) {
      const auto part = id.substr(i * sizeof(std::uint64_t), sizeof(std::uint64_t));
      std::uint64_t word = 0;
      std::memcpy(&word, part.data(), part.size());
      words_[i] ^= word;
    }
  }

  std::array<std::atomic<std::uint64_t>, CrashRequestId::kCapacity / sizeof(std::uint64_t)>
      words_{};
  std::atomic<std::size_t> size_{0};
  std::atomic<int> count_{0};
};

}  // namespace shrike
