/// Metrics, a line each: a letter (metric, dimension, metadata), a name, `=`, a value.
#include <charconv>
#include <string>

#include <nlohmann/json.hpp>

#include "runtime/metrics.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

double number_of(std::string_view text) {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

void add(Metrics& metrics, std::string_view line) {
  if (line.empty()) return;
  const auto equals = std::min(line.find('='), line.size());
  const auto name = line.substr(1, equals > 1 ? equals - 1 : 0);
  const auto value = line.substr(std::min(equals + 1, line.size()));
  switch (line.front()) {
    case 'd':
      return metrics.add_dimension(name, value);
    case 'p':
      return metrics.default_dimension(name, value);
    case 'x':
      return metrics.add_metadata(name, std::string(value));
    default:
      return metrics.add(name, MetricUnit::Count, number_of(value));
  }
}

}  // namespace
}  // namespace shrike

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  fuzz::Input input(data, size);
  const test::FixedClock clock;
  const LogSink sink = [](const LogLine& line) {
    fuzz::require(nlohmann::json::parse(line.text).contains("_aws"), "a line of metrics is EMF");
    fuzz::require(line.text.find_first_of("\r\n") == std::string_view::npos, "on one line");
    fuzz::require(line.text.size() <= 262'118, "that Lambda's log keeps whole");
  };
  return fuzz::allow_refusal([&] {
    Metrics metrics({.name_space = std::string(input.line())}, clock, sink);
    while (!input.empty()) {
      fuzz::allow_refusal([&] { add(metrics, input.line()); });
    }
    metrics.flush();
    metrics.add_cold_start();
  });
}
