#include "handlers/modules/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <future>
#include <vector>

#include "runtime/error.h"

namespace shrike {
namespace {

bool is_retryable(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    return error.retryable();
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

void for_each_index(std::size_t count, std::size_t threads,
                    const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::vector<std::future<void>> workers;
  for (std::size_t i = 0; i < std::min(count, threads); ++i) {
    workers.push_back(std::async(std::launch::async, [&] {
      for (std::size_t index = next++; index < count; index = next++) {
        try {
          work(index);
        } catch (...) {
          next = count;
          throw;
        }
      }
    }));
  }
  std::exception_ptr failure;
  for (std::future<void>& worker : workers) {
    try {
      worker.get();
    } catch (...) {
      if (!failure || !is_retryable(failure)) failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace shrike
