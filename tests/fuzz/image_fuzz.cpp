/// A file that says it is a picture: looked at, weighed, and made smaller.
#include "handlers/image/inspect.h"
#include "handlers/image/rendition_spec.h"
#include "handlers/image/renditions.h"
#include "tests/fuzz/fuzz_input.h"

namespace shrike {
namespace {

using fuzz::require;

// Large pictures cost time and teach nothing that small ones do not.
constexpr int kMaxSide = 300;
constexpr int kMaxPages = 4;
constexpr int kLargestRendition = 64;

void check(const ImageFacts& facts) {
  require(facts.width > 0 && facts.height > 0, "a picture has pixels");
  require(facts.orientation >= 1 && facts.orientation <= 8, "and one of eight orientations");
  require(facts.pages >= 1 && facts.bands >= 1, "and pages and bands");
  require(!facts.gps || (facts.gps->latitude >= -90 && facts.gps->latitude <= 90 &&
                         facts.gps->longitude >= -180 && facts.gps->longitude <= 180),
          "it was taken on the globe");
}

void check(const Rendition& rendition) {
  require(!rendition.bytes.empty(), "a rendition has bytes");
  require(rendition.width >= 1 && rendition.width <= kLargestRendition && rendition.height >= 1,
          "it keeps its size");
  const ImageFacts made = inspect(rendition.bytes);
  require(made.format == rendition.format && made.width == rendition.width,
          "it is what it says it is");
}

}  // namespace
}  // namespace shrike

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  static const auto specs = parse_renditions("a:64x64,webp,q50;b:16x,jpeg;c:24x24,gif,animated");
  return fuzz::allow_refusal([&] {
    const auto bytes = fuzz::text(data, size);
    const ImageFacts facts = inspect(bytes);
    check(facts);
    require_within_budget(facts, plan_renditions(facts, specs),
                          DecodeBudget::for_function(512, bytes.size()));
    if (facts.width > kMaxSide || facts.height > kMaxSide || facts.pages > kMaxPages) return;
    for (const auto& rendition : make_renditions(bytes, facts, specs)) check(rendition);
  });
}
