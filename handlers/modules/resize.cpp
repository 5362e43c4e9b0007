#include "handlers/modules/resize.h"

#include <algorithm>

#include "handlers/image/size.h"

namespace shrike {

ResizePlan plan_resize(const ImageFacts& facts, const std::vector<RenditionSpec>& specs) {
  ResizePlan plan;
  for (const RenditionSpec& spec : specs) {
    const Size size = fitted({facts.width, facts.height}, spec.width, spec.height);
    plan.largest_side = std::max({plan.largest_side, size.width, size.height});
    plan.animated = plan.animated || (spec.animated && facts.pages > 1);
  }
  return plan;
}

void require_resizable(ImageLibrary& images, const SourceImage& source, const ResizePlan& plan) {
  if (plan.largest_side == 0) return;
  images.require_within_budget(source.facts, plan.largest_side, plan.animated, source.budget);
}

}  // namespace shrike
