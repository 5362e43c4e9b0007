#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "handlers/events/answer.h"
#include "handlers/pipeline/record_runner.h"

namespace shrike {

/// How many records a function of that size works on at the same time: they wait for S3 and
/// Rekognition most of their time, so many more than it has cores. How many images are in memory is
/// another matter, see MemoryGate.
[[nodiscard]] std::size_t records_at_once(std::uint64_t function_memory_mb);

/// Runs the records of all items and returns what became of each item, in their order.
///
/// Records of different objects run at the same time, as far as a function of that many megabytes
/// allows; those of the same object one after another. A record that does not fit beside others
/// runs after them, alone, and so do those of its object that follow it.
[[nodiscard]] std::vector<ItemOutcome> run_records(std::span<const EventItem> items,
                                                   const RecordRunner& runner,
                                                   std::uint64_t function_memory_mb);

}  // namespace shrike
