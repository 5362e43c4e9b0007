#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "handlers/vision/picture_geometry.h"

namespace shrike::vision {

/// An object as the network points at it, in pixels of the network's input.
struct Peak {
  std::size_t class_index = 0;
  float score = 0;  ///< 0 … 1, uncalibrated
  Rectangle box;
};

/// The two outputs of a CenterNet: `keypoints` [classes, side, side] holds how likely a class has
/// its centre in a cell, `extents` [4, side, side] how far the box reaches from there to the left,
/// the top, the right and the bottom, in pixels of the input; a cell is `stride` of them wide.
struct CenterMaps {
  std::span<const float> keypoints;
  std::span<const float> extents;
  std::size_t classes = 0;
  std::size_t side = 0;
  float stride = 0;
};

/// Cells of at least `threshold` that are the largest of their class in the 3 x 3 around them, best
/// first. NaN is no peak.
[[nodiscard]] std::vector<Peak> find_peaks(const CenterMaps& maps, float threshold);

/// Drops each peak whose box overlaps one of a better peak of its class by more than
/// `largest_overlap` (intersection over union), or lies within it by more than `largest_cover` (of
/// its own area). `peaks` are sorted, best first.
[[nodiscard]] std::vector<Peak> without_duplicates(const std::vector<Peak>& peaks,
                                                   double largest_overlap, double largest_cover);

}  // namespace shrike::vision
