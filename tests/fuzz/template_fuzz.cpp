#include "infra/local/stack/template.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  return fuzz::allow_refusal(
      [&] { static_cast<void>(local::read_template(fuzz::text(data, size), {})); });
}
