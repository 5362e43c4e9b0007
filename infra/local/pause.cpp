#include "infra/local/pause.h"

#include <condition_variable>
#include <mutex>

namespace shrike::local {

void pause_until(std::chrono::steady_clock::time_point end, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_until(lock, stop, end, [] { return false; });
}

}  // namespace shrike::local
