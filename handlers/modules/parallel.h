#pragma once

#include <cstddef>
#include <functional>

namespace shrike {

/// Calls `work` with 0 … count - 1, each once and begun in that order, from at most so many threads
/// at the same time, the caller's being one of them; where the system refuses threads, fewer do the
/// work. What a call throws keeps the rest from beginning and comes out once those under way have
/// ended; of several, one that a retry can help.
void for_each_index(std::size_t count, std::size_t threads,
                    const std::function<void(std::size_t)>& work);

}  // namespace shrike
