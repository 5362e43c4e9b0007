#include "handlers/image/decode_plan.h"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/error.h"

namespace shrike {
namespace {

/// The source's format where browsers show it, else one that keeps what the picture has.
Format target_format(const RenditionSpec& spec, const ImageFacts& facts) {
  if (spec.format) return *spec.format;
  const FormatTraits& source = traits(facts.format);
  if (source.writable && source.web) return facts.format;
  return facts.alpha ? Format::Png : Format::Jpeg;
}

PlannedOutput planned(const RenditionSpec& spec, const ImageFacts& facts) {
  const Format format = target_format(spec, facts);
  const Size size = fitted({facts.width, facts.height}, spec.width, spec.height);
  const FormatTraits& target = traits(format);
  if (std::max(size.width, size.height) > target.max_side) {
    throw Error(ErrorKind::Reject, "Image.TooLarge",
                fmt::format("Rendition {} would have {}x{} pixels, and {} holds at most {} a side",
                            spec.name, size.width, size.height, target.name, target.max_side));
  }
  const bool animated =
      spec.animated && facts.pages > 1 && traits(facts.format).animation && target.animation;
  return {format, size, animated ? Frames::All : Frames::First, spec.quality};
}

}  // namespace

DecodePlan plan_renditions(const ImageFacts& facts, const std::vector<RenditionSpec>& specs) {
  DecodePlan plan;
  plan.outputs.reserve(specs.size());
  for (const RenditionSpec& spec : specs) {
    const PlannedOutput& output = plan.outputs.emplace_back(planned(spec, facts));
    plan.size.width = std::max(plan.size.width, output.size.width);
    plan.size.height = std::max(plan.size.height, output.size.height);
    if (output.frames == Frames::All) plan.frames = Frames::All;
  }
  return plan;
}

Size detection_size(const ImageFacts& facts, int max_side) {
  Size size = fitted({facts.width, facts.height}, max_side, max_side);
  // Boxes are ratios of width and height, so that stretching a strip's short side leaves them true.
  size.width = std::max(size.width, std::min({facts.width, kMinDetectionSide, max_side}));
  size.height = std::max(size.height, std::min({facts.height, kMinDetectionSide, max_side}));
  return size;
}

DecodePlan plan_detection(const ImageFacts& facts, int max_side) {
  const Size size = detection_size(facts, max_side);
  return {size, Frames::First, {{Format::Jpeg, size, Frames::First, kDetectionQuality}}};
}

}  // namespace shrike
