#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace shrike {

/// What one thread does from beginning to end.
using Task = std::function<void()>;

/// Runs the tasks, which must not throw, in their order on up to `lanes` threads, the caller's
/// being one of them. Returns when all have ended. Where the system refuses a thread, fewer do the
/// work.
void run_in_lanes(const std::vector<Task>& tasks, std::size_t lanes);

/// How many records a function of that size works on at the same time: they wait for S3 and
/// Rekognition most of their time, so more than it has cores, and each takes connections, buffers
/// and its part of what images need.
[[nodiscard]] std::size_t lanes_for(std::uint64_t function_memory_mb);

}  // namespace shrike
