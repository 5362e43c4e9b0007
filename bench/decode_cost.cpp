// decode_cost estimate|measure FILE RENDITIONS|detection: what making these renditions of a
// picture, or the JPEG for Rekognition, is estimated to cost, and costs a process that did nothing
// before. Prints JSON:
//   {"width", "height", "pages", "object_bytes", "estimate_bytes", "estimate_ms"}
//   and, measured, {"baseline_bytes", "peak_bytes", "cpu_ms", "error"}
// `peak_bytes` is resident memory above the baseline, which is the process with libvips started and
// the file in memory; `cpu_ms` is of all threads.
#include <iostream>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include "bench/process_cost.h"
#include "handlers/image/inspect.h"
#include "handlers/image/renditions.h"
#include "handlers/image/vips_library.h"
#include "runtime/error.h"

namespace {

using namespace shrike;
using nlohmann::json;

// As handlers/modules/detection_input.h has them.
constexpr int kDetectionSide = 1600;
constexpr std::size_t kDetectionBytes = 5'242'880;

/// What is to be made, and what that is estimated at.
struct Task {
  std::string bytes;
  std::string wanted;

  [[nodiscard]] bool detection() const { return wanted == "detection"; }

  void work() const {
    const ImageFacts facts = inspect(bytes);
    if (detection()) {
      static_cast<void>(make_detection_jpeg(bytes, facts, kDetectionSide, kDetectionBytes));
    } else {
      static_cast<void>(make_renditions(bytes, facts, parse_renditions(wanted)));
    }
  }

  [[nodiscard]] json estimate() const {
    const ImageFacts facts = inspect(bytes);
    const DecodeEstimate estimate =
        estimated_decode(facts, detection() ? plan_detection(facts, kDetectionSide)
                                            : plan_renditions(facts, parse_renditions(wanted)));
    return {{"width", facts.width},
            {"height", facts.height},
            {"pages", facts.pages},
            {"object_bytes", bytes.size()},
            {"estimate_bytes", estimate.memory_bytes},
            {"estimate_ms", estimate.duration.count()}};
  }
};

json measured(const Task& task) {
  static_cast<void>(vips());
  bench::forget_peak();
  const auto baseline = bench::status_bytes("VmRSS:");
  const double start = bench::cpu_milliseconds();
  json result;
  try {
    task.work();
  } catch (const Error& error) {
    result["error"] = error.type() + ": " + error.message();
  }
  result["cpu_ms"] = bench::cpu_milliseconds() - start;
  result["baseline_bytes"] = baseline;
  result["peak_bytes"] = bench::status_bytes("VmHWM:") - baseline;
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string verb = argc == 4 ? argv[1] : "";
  if (verb != "estimate" && verb != "measure") {
    std::cerr << "decode_cost estimate|measure FILE RENDITIONS|detection\n";
    return 2;
  }
  try {
    const Task task{bench::contents(argv[2]), argv[3]};
    json result = verb == "measure" ? measured(task) : json::object();
    result.update(task.estimate());
    std::cout << result << '\n';
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
