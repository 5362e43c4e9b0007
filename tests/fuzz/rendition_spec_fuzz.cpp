#include <cstdlib>

#include "handlers/image/rendition_spec.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  return fuzz::allow_refusal([&] {
    for (const auto& spec : parse_renditions(fuzz::text(data, size))) {
      if (spec.name.empty() || spec.quality < 1 || spec.quality > 100 ||
          !(spec.width || spec.height))
        std::abort();
    }
  });
}
