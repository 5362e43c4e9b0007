// A runtime with as many workers as AWS_LAMBDA_MAX_CONCURRENCY asks for, over bare sockets. An
// event names what its worker does: `{"wait_for": n}` answers once n invocations are under way,
// `{"late": true}` after the deadline, `{"exit": true}` not at all.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "runtime/environment.h"
#include "tests/contract/raw_runtime.h"

namespace {

using namespace shrike::contract;

/// Invocations under way over all workers.
class Meeting {
 public:
  void wait_for(int count) {
    std::unique_lock lock(mutex_);
    ++here_;
    most_ = std::max(most_, here_);
    changed_.notify_all();
    changed_.wait(lock, [&] { return most_ >= count; });
    --here_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int here_ = 0;
  int most_ = 0;
};

std::string echo(const Answer& invocation) {
  return "Content-Type: application/json\r\nLambda-Runtime-Invocation-Id: " +
         invocation.header("Lambda-Runtime-Invocation-Id") + "\r\n";
}

/// Answers when the deadline has passed by a good deal.
void answer_late(const Answer& invocation) {
  const auto deadline = std::stoll(invocation.header("Lambda-Runtime-Deadline-Ms"));
  const auto now = [] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  };
  // The timeout itself is what this waits for.
  std::this_thread::sleep_for(std::chrono::milliseconds(deadline - now() + 200));
  respond("late", id_of(invocation), "1", echo(invocation));
}

void work(Meeting& meeting) {
  while (true) {
    const auto invocation = next();
    if (invocation.status != 200) return;
    const auto event = nlohmann::json::parse(invocation.body);
    if (event.value("exit", false)) std::_Exit(7);
    if (event.value("late", false)) {
      answer_late(invocation);
      continue;
    }
    meeting.wait_for(event.value("wait_for", 1));
    respond("response", id_of(invocation), std::to_string(getpid()), echo(invocation));
  }
}

}  // namespace

int main() {
  const auto count = shrike::process_environment()("AWS_LAMBDA_MAX_CONCURRENCY").value_or("1");
  Meeting meeting;
  std::vector<std::jthread> workers;
  for (int i = 0; i < std::stoi(count); ++i) workers.emplace_back([&] { work(meeting); });
}
