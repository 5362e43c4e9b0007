// cold_start RUNS NAME COMMAND [NAME COMMAND…]: exec of a runtime until its first /next reaches the
// Runtime API, medians in milliseconds as JSON. The commands take turns, so that whatever else the
// machine does hits all of them alike.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "infra/local/http_server.h"

namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

/// Holds every /next for as long as the runtime lives; notes when the first one came.
class FirstNext {
 public:
  FirstNext()
      : server_(0, [this](shrike::local::ServerRequest& request) { return answer(request); }) {}

  [[nodiscard]] std::string address() const { return fmt::format("127.0.0.1:{}", server_.port()); }

  void forget() {
    const std::scoped_lock lock(mutex_);
    arrived_.reset();
    released_ = false;
  }

  [[nodiscard]] std::optional<SteadyTime> wait() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(30), [this] { return arrived_.has_value(); });
    return arrived_;
  }

  void release() {
    const std::scoped_lock lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }

 private:
  shrike::local::ServerResponse answer(const shrike::local::ServerRequest& request) {
    const auto now = std::chrono::steady_clock::now();
    shrike::local::ServerResponse response;
    if (!request.path.ends_with("/invocation/next")) {
      response.status = 404;
      return response;
    }
    std::unique_lock lock(mutex_);
    if (!arrived_) arrived_ = now;
    changed_.notify_all();
    changed_.wait(lock, [this] { return released_; });
    response.drop_connection = true;
    return response;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<SteadyTime> arrived_;
  bool released_ = false;
  shrike::local::HttpServer server_;
};

std::vector<std::string> function_environment(const std::string& runtime_api) {
  std::vector<std::string> environment = {"AWS_LAMBDA_RUNTIME_API=" + runtime_api,
                                          "_HANDLER=process",
                                          "AWS_REGION=us-east-1",
                                          "AWS_ACCESS_KEY_ID=test",
                                          "AWS_SECRET_ACCESS_KEY=test",
                                          "AWS_LAMBDA_FUNCTION_NAME=process",
                                          "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
                                          "AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/process",
                                          "AWS_LAMBDA_LOG_STREAM_NAME=bench",
                                          "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512",
                                          "OUTPUT_BUCKET=results",
                                          "TZ=:UTC"};
  for (const char* kept : {"PATH", "LD_LIBRARY_PATH", "LD_DEBUG"}) {
    if (const char* value = std::getenv(kept))
      environment.push_back(fmt::format("{}={}", kept, value));
  }
  return environment;
}

pid_t start(const std::string& command, const std::vector<std::string>& environment) {
  std::vector<std::string> words = {"/bin/sh", "-c", "exec " + command};
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  auto variables = environment;
  std::vector<char*> pointers;
  for (auto& variable : variables) pointers.push_back(variable.data());
  pointers.push_back(nullptr);
  pid_t child = 0;
  if (posix_spawn(&child, "/bin/sh", nullptr, nullptr, arguments.data(), pointers.data()) != 0) {
    throw std::runtime_error("cannot start " + command);
  }
  return child;
}

double one_start(FirstNext& api, const std::string& command) {
  api.forget();
  const auto environment = function_environment(api.address());
  const auto before = std::chrono::steady_clock::now();
  const auto child = start(command, environment);
  const auto arrived = api.wait();
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  api.release();
  if (!arrived) throw std::runtime_error(command + " made no /next within 30 s");
  return std::chrono::duration<double, std::milli>(*arrived - before).count();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() < 3 || words.size() % 2 == 0) {
      fmt::print(stderr, "usage: cold_start RUNS NAME COMMAND [NAME COMMAND…]\n");
      return 2;
    }
    FirstNext api;
    std::vector<std::vector<double>> times((words.size() - 1) / 2);
    for (int run = 0; run < std::stoi(words[0]); ++run) {
      for (std::size_t i = 0; i < times.size(); ++i)
        times[i].push_back(one_start(api, words[2 * i + 2]));
    }
    nlohmann::json medians;
    for (std::size_t i = 0; i < times.size(); ++i) medians[words[2 * i + 1]] = median(times[i]);
    fmt::print("{}\n", medians.dump());
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "cold_start: {}\n", error.what());
    return 1;
  }
}
