#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "handlers/image/facts.h"

namespace shrike {

/// A box to draw, as ratios of the upright image's width and height, 0 … 1.
struct Annotation {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
  std::string caption;  ///< UTF-8; taken literally, no markup
};

/// The upright image, at most `max_side` pixels a side, with the boxes drawn, as a JPEG. Captions
/// are left out where the machine has no font. Throws like make_renditions.
[[nodiscard]] std::string annotate(std::string_view bytes, const ImageFacts& facts, int max_side,
                                   const std::vector<Annotation>& annotations);

}  // namespace shrike
