#pragma once

#include <span>
#include <vector>

#include "handlers/vision/rotated_box.h"

namespace shrike::vision {

/// How likely each cell lies in the core of a line of text: the answer of a DB (differentiable
/// binarisation) network, row by row.
struct TextMap {
  std::span<const float> values;  ///< width * height of them, 0 … 1
  int width = 0;
  int height = 0;
};

/// The cores of lines: connected cells (by side or corner) above 0.3 whose mean is at least 0.6 and
/// whose rectangle is at least 3 cells thick. The network was taught to shrink lines to their
/// cores; see unclipped. The mean is taken over the region itself, not over its rectangle: lines of
/// a page that bends fill theirs badly. NaN is no text.
[[nodiscard]] std::vector<RotatedBox> find_text_regions(const TextMap& map);

/// The line around a core: every side moved out by area * ratio / perimeter, the inverse of the
/// shrinking (Liao et al., "Real-time Scene Text Detection with Differentiable Binarization").
[[nodiscard]] RotatedBox unclipped(const RotatedBox& core, double ratio);

}  // namespace shrike::vision
