// The two kernels that bench/run.py puts beside their peers. BENCH_IMAGE names the photograph.
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include "bench/process_cost.h"
#include "handlers/image/inspect.h"
#include "handlers/image/rendition_spec.h"
#include "handlers/image/renditions.h"
#include "infra/local/rekognition/service.h"
#include "runtime/base64.h"
#include "runtime/environment.h"

namespace {

std::string photograph() {
  return shrike::bench::contents(shrike::process_environment()("BENCH_IMAGE").value_or(""));
}

/// Renditions from the bytes, header inspection included. Made once before they are measured, as
/// the peers' are: libvips starts with its first image.
void make_from_bytes(benchmark::State& state, std::string_view renditions) {
  const auto bytes = photograph();
  const auto specs = shrike::parse_renditions(renditions);
  const auto make = [&] {
    const auto facts = shrike::inspect(bytes);
    benchmark::DoNotOptimize(shrike::make_renditions(bytes, facts, specs));
  };
  make();
  for (auto _ : state) make();
}

/// One 320-pixel JPEG thumbnail.
void thumbnail(benchmark::State& state) { make_from_bytes(state, "thumb:320x320,jpeg,q80"); }
// CPU time of all threads: libvips decodes in one of its own.
BENCHMARK(thumbnail)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();

/// Three JPEGs from one decode, as the functions of bench/images make them.
void three_renditions(benchmark::State& state) {
  make_from_bytes(state, "large:1280x1280,jpeg,q80;medium:640x640,jpeg,q80;small:320x320,jpeg,q80");
}
BENCHMARK(three_renditions)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();

/// A whole DetectLabels request on one thread: JSON, base64, decoding, model, answer.
void detect_labels(benchmark::State& state) {
  shrike::local::RekognitionService service({.models = SHRIKE_DEFAULT_MODELS,
                                             .onnxruntime_library = SHRIKE_DEFAULT_ONNXRUNTIME,
                                             .threads = 1});
  const shrike::HttpHeaders headers{{"X-Amz-Target", "RekognitionService.DetectLabels"},
                                    {"Content-Type", "application/x-amz-json-1.1"}};
  const auto body =
      nlohmann::json{{"Image", {{"Bytes", shrike::base64_encode(photograph())}}}}.dump();
  for (auto _ : state) {
    const auto response = service.handle(headers, body, {});
    if (response.status != 200) state.SkipWithError("DetectLabels was refused");
  }
}
BENCHMARK(detect_labels)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
