/// A list of faults of the Runtime API, as `--fault` takes it.
#include <string>

#include "infra/local/lambda/faults.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  using namespace shrike::local;
  return fuzz::allow_refusal([&] {
    const auto faults = parse_faults(fuzz::text(data, size));
    std::string spelled;
    for (const Fault& fault : faults) spelled += (spelled.empty() ? "" : ",") + to_string(fault);
    fuzz::require(parse_faults(spelled) == faults, "faults are read as they are written");
  });
}
