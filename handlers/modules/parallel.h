#pragma once

#include <cstddef>
#include <functional>

namespace shrike {

/// Calls `work` with 0 … count - 1, each once, from at most so many threads at the same time. What
/// a call throws keeps the rest from beginning and comes out once those under way have ended; of
/// several, one that a retry can help.
void for_each_index(std::size_t count, std::size_t threads,
                    const std::function<void(std::size_t)>& work);

}  // namespace shrike
