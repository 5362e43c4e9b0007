// runtime_bench PLAN: how Lambda runtimes start and serve, side by side. PLAN is a JSON file:
//   {"cold_starts": rounds, "rounds": n, "cores": [driver's, runtime's],
//    "sizes": [{"bytes": n, "events": per round}],
//    "runtimes": [{"name", "command": [path, argument…], "folder", "environment": {…}, "serves":
//    bool}]}
// Everything that is compared takes turns within a round, so that whatever else the machine does
// hits all alike. Prints medians as JSON.
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/runtime/event_source.h"
#include "bench/runtime/process.h"

namespace {

using nlohmann::json;
using shrike::bench::Batch;
using shrike::bench::Command;
using shrike::bench::EventSource;
using shrike::bench::Process;

struct Runtime {
  std::string name;
  Command command;
  bool serves = true;  ///< it echoes any event; else only its start is measured
};

double milliseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

/// The value that `part` of all lie below, by nearest rank.
template <typename Value>
Value percentile(std::vector<Value> values, double part) {
  const auto last = static_cast<double>(values.size() - 1);
  const auto rank = values.begin() + static_cast<std::ptrdiff_t>(last * part + 0.5);
  std::nth_element(values.begin(), rank, values.end());
  return *rank;
}

double median(const std::vector<double>& values) { return percentile(values, 0.5); }

std::vector<Runtime> read_runtimes(const json& plan) {
  std::vector<Runtime> runtimes;
  for (const auto& entry : plan.at("runtimes")) {
    Runtime runtime{
        .name = entry.at("name"),
        .command = {.words = entry.at("command"), .folder = entry.at("folder"), .environment = {}},
        .serves = entry.value("serves", true)};
    for (const auto& [name, value] : entry.at("environment").items()) {
      runtime.command.environment.push_back(fmt::format("{}={}", name, value.get<std::string>()));
    }
    runtimes.push_back(std::move(runtime));
  }
  return runtimes;
}

Command at_address(Command command, const std::string& runtime_api) {
  command.environment.push_back("AWS_LAMBDA_RUNTIME_API=" + runtime_api);
  return command;
}

/// A JSON document of exactly `bytes` bytes that looks like the events of a pipeline: many small
/// values, few long ones.
std::string event_of(std::size_t bytes) {
  constexpr std::string_view kTail = R"(],"padding":""})";
  std::string event = R"({"records":[)";
  for (int number = 0;; ++number) {
    const auto record = fmt::format(
        R"({}{{"bucket":"photographs","key":"2026/11/img_{:06}.jpg","size":{},"tags":["a","b"]}})",
        number == 0 ? "" : ",", number, 1'000'000 + number);
    if (event.size() + record.size() + kTail.size() > bytes) break;
    event += record;
  }
  if (event.size() + kTail.size() > bytes) throw std::runtime_error("an event is too small");
  event += R"(],"padding":")";
  event.append(bytes - event.size() - 2, 'x');
  return event + "\"}";
}

struct Start {
  std::vector<double> ms, cpu_ms, memory_kb;
};

json measure_starts(const std::vector<Runtime>& runtimes, int rounds, int core) {
  std::vector<Start> starts(runtimes.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t turn = 0; turn < runtimes.size(); ++turn) {
      // Each is first as often as last: who comes after a heavy one finds cold caches.
      const std::size_t i = (turn + static_cast<std::size_t>(round)) % runtimes.size();
      EventSource source;
      const auto command = at_address(runtimes[i].command, source.address());
      const auto before = std::chrono::steady_clock::now();
      const Process process(command, core);
      const auto arrived = source.wait_for_first_next();
      starts[i].ms.push_back(milliseconds(arrived - before));
      starts[i].cpu_ms.push_back(milliseconds(process.cpu_time()));
      starts[i].memory_kb.push_back(static_cast<double>(process.peak_memory_kb()));
    }
  }
  json result = json::object();
  for (std::size_t i = 0; i < runtimes.size(); ++i) {
    result[runtimes[i].name] = {{"ms", median(starts[i].ms)},
                                {"cpu_ms", median(starts[i].cpu_ms)},
                                {"memory_kb", median(starts[i].memory_kb)}};
  }
  return result;
}

/// A runtime that serves, for as long as the measurement lasts.
class Server {
 public:
  Server(Runtime runtime, int core)
      : name_(std::move(runtime.name)),
        process_(at_address(std::move(runtime.command), source_.address()), core) {
    static_cast<void>(source_.wait_for_first_next());
  }

  /// Not measured: caches fill, compilers compile, and the answer is looked at.
  void warm_up(const std::string& event, std::size_t count) {
    static_cast<void>(source_.serve(event, count));
    if (json::parse(source_.last_answer()) != json::parse(event)) {
      throw std::runtime_error(name_ + " does not answer with its event");
    }
    per_second_.clear();
    cpu_us_.clear();
    latencies_.clear();
  }

  void measure(const std::string& event, std::size_t count) {
    const auto before = process_.cpu_time();
    const Batch batch = source_.serve(event, count);
    const auto cpu = process_.cpu_time() - before;
    const auto events = static_cast<double>(count);
    per_second_.push_back(events / std::chrono::duration<double>(batch.duration).count());
    cpu_us_.push_back(std::chrono::duration<double, std::micro>(cpu).count() / events);
    latencies_.insert(latencies_.end(), batch.latencies.begin(), batch.latencies.end());
  }

  [[nodiscard]] json result() const {
    return {{"events_per_second", median(per_second_)},
            {"cpu_us_per_event", median(cpu_us_)},
            {"p50_ms", milliseconds(percentile(latencies_, 0.5))},
            {"p99_ms", milliseconds(percentile(latencies_, 0.99))},
            {"memory_kb", process_.peak_memory_kb()}};
  }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

 private:
  std::string name_;
  EventSource source_;
  Process process_;  ///< after what it talks to: ends first
  std::vector<double> per_second_{}, cpu_us_{};
  std::vector<std::chrono::nanoseconds> latencies_{};
};

json measure_serving(const std::vector<Runtime>& runtimes, const json& plan, int core) {
  std::vector<std::unique_ptr<Server>> servers;
  for (const auto& runtime : runtimes) {
    if (runtime.serves) servers.push_back(std::make_unique<Server>(runtime, core));
  }
  json result = json::object();
  for (const auto& size : plan.at("sizes")) {
    const auto bytes = size.at("bytes").get<std::size_t>();
    const auto count = size.at("events").get<std::size_t>();
    const auto event = event_of(bytes);
    for (const auto& server : servers) server->warm_up(event, count);
    for (std::size_t round = 0; round < plan.at("rounds").get<std::size_t>(); ++round) {
      for (std::size_t turn = 0; turn < servers.size(); ++turn) {
        servers[(turn + round) % servers.size()]->measure(event, count);
      }
    }
    auto& row = result[std::to_string(bytes)];
    for (const auto& server : servers) row[server->name()] = server->result();
  }
  return result;
}

json measure(const json& plan) {
  const auto cores = plan.at("cores").get<std::vector<int>>();
  shrike::bench::pin_to_core(cores.at(0));
  const auto runtimes = read_runtimes(plan);
  json result = json::object();
  result["starts"] = measure_starts(runtimes, plan.at("cold_starts"), cores.at(1));
  result["serving"] = measure_serving(runtimes, plan, cores.at(1));
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 2) {
      fmt::print(stderr, "usage: runtime_bench PLAN\n");
      return 2;
    }
    std::ifstream plan(argv[1]);
    fmt::print("{}\n", measure(json::parse(plan)).dump());
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "runtime_bench: {}\n", error.what());
    return 1;
  }
}
