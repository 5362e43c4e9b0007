/// The file of `--service-delays`, and then a call of each operation that it names.
#include <string_view>

#include "infra/local/service_delays/delay_plan.h"
#include "tests/fuzz/fuzz_input.h"

namespace shrike::local {
namespace {

void check_draw(DelayPlan& plan, std::string_view operation) {
  const auto drawn = plan.draw(operation.substr(0, operation.find('.')), operation);
  fuzz::require(drawn.has_value(), "an entry fits the call that it names");
  fuzz::require(drawn->first_byte >= drawn->first_byte.zero() && drawn->first_byte <= kLongestDelay,
                "a delay can be waited for");
  fuzz::require(drawn->bytes_per_second.value_or(1) > 0, "a body arrives");
}

}  // namespace
}  // namespace shrike::local

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  using namespace shrike::local;
  return fuzz::allow_refusal([&] {
    const auto delays = parse_service_delays(fuzz::text(data, size));
    DelayPlan plan(delays, 1);
    for (const auto& delay : delays) check_draw(plan, delay.operation);
  });
}
