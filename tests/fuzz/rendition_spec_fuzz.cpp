/// RENDITIONS.
#include <string>

#include "handlers/image/rendition_spec.h"
#include "tests/fuzz/fuzz_input.h"

namespace shrike {
namespace {

using fuzz::require;

void check(const RenditionSpec& spec) {
  require(!spec.name.empty() && spec.name.size() <= 32, "a rendition has a name");
  require(spec.name.find_first_of("/.") == std::string::npos, "that fits in an output key");
  require(spec.quality >= 1 && spec.quality <= 100, "a quality is in its range");
  require(spec.width || spec.height, "a rendition has a size");
  for (const auto& side : {spec.width, spec.height}) {
    require(!side || (*side >= 1 && *side <= 16383), "a side is in its range");
  }
}

std::string spelled(const RenditionSpec& spec) {
  const auto side = [](const std::optional<int>& pixels) {
    return pixels ? std::to_string(*pixels) : std::string();
  };
  std::string text = spec.name + ':' + side(spec.width) + 'x' + side(spec.height);
  if (spec.format) text += ',' + std::string(traits(*spec.format).name);
  text += ",q" + std::to_string(spec.quality);
  return spec.animated ? text + ",animated" : text;
}

}  // namespace
}  // namespace shrike

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  return fuzz::allow_refusal([&] {
    const auto specs = parse_renditions(fuzz::text(data, size));
    std::string text;
    for (const auto& spec : specs) {
      check(spec);
      text += (text.empty() ? "" : ";") + spelled(spec);
    }
    fuzz::require(parse_renditions(text) == specs, "renditions are read as they are written");
  });
}
