#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <utility>

namespace shrike {

/// So many bytes, of which several threads take and give back.
class MemoryPool {
 public:
  explicit MemoryPool(std::uint64_t bytes) : capacity_(bytes), free_(bytes) {}

  [[nodiscard]] std::uint64_t capacity() const noexcept { return capacity_; }
  /// Waits until so many are free; never more than the capacity.
  void take(std::uint64_t bytes);
  void give_back(std::uint64_t bytes);

 private:
  const std::uint64_t capacity_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t free_;
};

/// Bytes of a pool, given back at the end.
class MemoryHold {
 public:
  MemoryHold() = default;
  /// Waits for them.
  MemoryHold(MemoryPool& pool, std::uint64_t bytes);
  MemoryHold(MemoryHold&& other) noexcept
      : pool_(std::exchange(other.pool_, nullptr)), bytes_(other.bytes_) {}
  MemoryHold& operator=(MemoryHold&& other) noexcept;
  MemoryHold(const MemoryHold&) = delete;
  MemoryHold& operator=(const MemoryHold&) = delete;
  ~MemoryHold();

 private:
  MemoryPool* pool_ = nullptr;
  std::uint64_t bytes_ = 0;
};

/// The memory that the records of one invocation share: a part for what is downloaded, a part for
/// what decoding takes. Who holds of the second waits for nothing more, and who holds of the first
/// waits for the second alone, so somebody always goes on.
class MemoryGate {
 public:
  /// A quarter of the function's memory is for downloads, which is the most that one alone may
  /// have; what else is left beside the process itself is for decoding.
  explicit MemoryGate(std::uint64_t function_memory_mb);

  [[nodiscard]] MemoryPool& downloads() noexcept { return downloads_; }
  [[nodiscard]] MemoryPool& decoding() noexcept { return decoding_; }

 private:
  MemoryPool downloads_;
  MemoryPool decoding_;
};

/// What a record is told that does not fit beside others; it is then handled once more, alone. Kind
/// Retry.
inline constexpr const char* kNeedsAllMemory = "Function.NeedsAllMemory";

/// A record's way to the function's memory. One that is alone, as by default, has all of it and
/// never waits.
class RecordMemory {
 public:
  RecordMemory() = default;
  explicit RecordMemory(MemoryGate& gate) : gate_(&gate) {}

  [[nodiscard]] bool is_shared() const noexcept { return gate_ != nullptr; }

  /// Before a download, for what it will hold. Throws Error kNeedsAllMemory when that is more than
  /// records can share.
  [[nodiscard]] MemoryHold for_download(std::uint64_t bytes) const;
  /// Before decoding. Who waits for it must hold none of its kind, nor keep one that does from
  /// giving it back: a record's look takes its share after the renditions have given back theirs.
  /// Throws as for_download does.
  [[nodiscard]] MemoryHold for_decoding(std::uint64_t bytes) const;
  /// Whether for_decoding would grant so many bytes, sooner or later.
  [[nodiscard]] bool can_decode(std::uint64_t bytes) const noexcept;
  /// Throws as for_download does when a download goes beyond what was taken for it: objects may
  /// have been replaced by larger ones since their event.
  void require_within(std::uint64_t taken, std::uint64_t bytes) const;

 private:
  MemoryGate* gate_ = nullptr;
};

}  // namespace shrike
