#include "runtime/thread_stack.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <memory>
#include <utility>

#include <semaphore.h>

#include "runtime/registers.h"
#include "runtime/stack_trace.h"

namespace shrike {
namespace {

constexpr int kSignal = SIGURG;

struct Question {
  Question() { sem_init(&answered, /*pshared=*/0, /*value=*/0); }
  ~Question() { sem_destroy(&answered); }
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;
  Question(Question&&) = delete;
  Question& operator=(Question&&) = delete;

  StackAddresses stack;
  sem_t answered{};
  Question* before = nullptr;  ///< among those that were given up
};

/// The asked thread may answer yet, whenever it runs again, at the process's end too: such a
/// question stays for good, where whoever looks for leaks finds it.
void give_up(std::unique_ptr<Question> question) {
  static std::atomic<Question*> last{nullptr};
  Question* const kept = question.release();
  kept->before = last.exchange(kept);
}

void on_signal(int, siginfo_t* info, void* context) {
  if (info->si_code != SI_QUEUE || info->si_value.sival_ptr == nullptr) return;
  const int kept = errno;
  auto& question = *static_cast<Question*>(info->si_value.sival_ptr);
  question.stack = walk_stack(registers_of(context).instruction);
  sem_post(&question.answered);
  errno = kept;
}

bool wait(sem_t& semaphore, std::chrono::milliseconds patience) {
  timespec until{};
  clock_gettime(CLOCK_MONOTONIC, &until);
  const auto total = std::chrono::nanoseconds(until.tv_nsec) + patience;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(total);
  until.tv_sec += seconds.count();
  until.tv_nsec = (total - seconds).count();
  while (sem_clockwait(&semaphore, CLOCK_MONOTONIC, &until) != 0) {
    if (errno != EINTR) return false;
  }
  return true;
}

}  // namespace

std::vector<StackFrame> stack_of_thread(pthread_t thread, std::chrono::milliseconds patience) {
  struct sigaction action {};
  action.sa_sigaction = on_signal;
  action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
  sigaction(kSignal, &action, nullptr);
  auto question = std::make_unique<Question>();
  if (pthread_sigqueue(thread, kSignal, {.sival_ptr = question.get()}) != 0) return {};
  if (wait(question->answered, patience)) return frames_of(question->stack);
  give_up(std::move(question));
  return {};
}

}  // namespace shrike
