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

/// How a line strays from the middle of its box: so far down, at a place so far right of the box's
/// centre, both in pixels and as the line is read.
struct Bend {
  double shift = 0;
  double slope = 0;
  double bow = 0;

  [[nodiscard]] double at(double place) const { return shift + (slope + bow * place) * place; }
};

/// The core of a line: text networks are taught to shrink lines to their cores, so that neighbours
/// stay apart.
struct TextCore {
  RotatedBox box;
  /// Of the line itself: less than the box's where it bends.
  double thickness = 0;
  Bend bend;

  /// How far the line reaches beyond its core on every side: area * ratio / perimeter, the inverse
  /// of the shrinking (Liao et al., "Real-time Scene Text Detection with Differentiable
  /// Binarization").
  [[nodiscard]] double margin(double ratio) const;

  /// In a picture stretched by these factors, which are nearly the same.
  [[nodiscard]] TextCore scaled(double across, double down) const;

  /// The same line upside down.
  [[nodiscard]] TextCore reversed() const;
};

/// The cores of lines: connected cells (by side or corner) above 0.3 whose mean is at least 0.6 and
/// whose rectangle is at least 3 cells thick. The mean is taken over the region itself, not over
/// its rectangle: lines of a page that bends fill theirs badly. NaN is no text.
[[nodiscard]] std::vector<TextCore> find_text_cores(const TextMap& map);

}  // namespace shrike::vision
