#pragma once

#include <cstddef>
#include <functional>
#include <future>
#include <system_error>
#include <type_traits>

namespace shrike {

/// Calls `work` with 0 … count - 1, each once and begun in that order, from at most so many threads
/// at the same time, the caller's being one of them; where the system refuses threads, fewer do the
/// work. What a call throws keeps the rest from beginning and comes out once those under way have
/// ended; of several, one that a retry can help.
void for_each_index(std::size_t count, std::size_t threads,
                    const std::function<void(std::size_t)>& work);

/// Begins `work` on a thread of its own; where the system refuses one, it is done by whoever asks
/// for its result. The future's end waits for it.
template <class Work>
[[nodiscard]] std::future<std::invoke_result_t<Work>> begin_aside(Work work) {
  try {
    return std::async(std::launch::async, work);
  } catch (const std::system_error&) {
    return std::async(std::launch::deferred, work);
  }
}

}  // namespace shrike
