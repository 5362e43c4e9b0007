#include <cstdlib>

#include "handlers/image/inspect.h"
#include "handlers/image/rendition_spec.h"
#include "handlers/image/renditions.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  // Large pictures cost time and teach nothing that small ones do not.
  constexpr int kMaxSide = 300;
  static const auto specs = parse_renditions("a:64x64,webp,q50;b:16x,jpeg");
  return fuzz::allow_refusal([&] {
    const auto bytes = fuzz::text(data, size);
    const auto facts = inspect(bytes);
    if (facts.width > kMaxSide || facts.height > kMaxSide || facts.pages > 4) return;
    for (const auto& rendition : make_renditions(bytes, facts, specs)) {
      if (rendition.width > 64 || rendition.bytes.empty()) std::abort();
    }
  });
}
