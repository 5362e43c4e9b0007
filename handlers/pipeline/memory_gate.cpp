#include "handlers/pipeline/memory_gate.h"

#include <algorithm>

#include <fmt/format.h>

#include "handlers/image/decode_budget.h"
#include "runtime/error.h"
#include "runtime/mebibyte.h"

namespace shrike {
namespace {

constexpr std::uint64_t kDownloadShare = 4;

std::uint64_t download_bytes(std::uint64_t function_memory_mb) {
  return function_memory_mb * kMebibyte / kDownloadShare;
}

[[noreturn]] void throw_needs_all(std::uint64_t bytes, std::uint64_t shared) {
  throw Error(
      ErrorKind::Retry, kNeedsAllMemory,
      fmt::format("The record takes {} bytes of memory; {} are for sharing", bytes, shared));
}

MemoryHold take(MemoryPool& pool, std::uint64_t bytes) {
  if (bytes > pool.capacity()) throw_needs_all(bytes, pool.capacity());
  return {pool, bytes};
}

}  // namespace

void MemoryPool::take(std::uint64_t bytes) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return free_ >= bytes; });
  free_ -= bytes;
}

void MemoryPool::give_back(std::uint64_t bytes) {
  {
    const std::scoped_lock lock(mutex_);
    free_ += bytes;
  }
  changed_.notify_all();
}

MemoryHold::MemoryHold(MemoryPool& pool, std::uint64_t bytes) : pool_(&pool), bytes_(bytes) {
  pool.take(bytes);
}

MemoryHold& MemoryHold::operator=(MemoryHold&& other) noexcept {
  std::swap(pool_, other.pool_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

MemoryHold::~MemoryHold() {
  if (pool_ != nullptr) pool_->give_back(bytes_);
}

MemoryGate::MemoryGate(std::uint64_t function_memory_mb)
    : downloads_(download_bytes(function_memory_mb)),
      decoding_(DecodeBudget::for_function(function_memory_mb, download_bytes(function_memory_mb))
                    .memory_bytes) {}

MemoryHold RecordMemory::for_download(std::uint64_t bytes) const {
  return gate_ == nullptr ? MemoryHold() : take(gate_->downloads(), bytes);
}

MemoryHold RecordMemory::for_decoding(std::uint64_t bytes) const {
  return gate_ == nullptr ? MemoryHold() : take(gate_->decoding(), bytes);
}

bool RecordMemory::can_decode(std::uint64_t bytes) const noexcept {
  return gate_ == nullptr || bytes <= gate_->decoding().capacity();
}

void RecordMemory::require_within(std::uint64_t taken, std::uint64_t bytes) const {
  if (gate_ != nullptr && bytes > taken) throw_needs_all(bytes, taken);
}

}  // namespace shrike
