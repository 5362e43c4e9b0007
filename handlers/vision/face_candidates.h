#pragma once

#include <span>
#include <vector>

#include "handlers/vision/picture_geometry.h"

namespace shrike::vision {

/// A face as the detection network points at it.
struct FaceCandidate {
  double score = 0;  ///< the network's, a logit: 0 is as likely as not
  Rectangle box;
  Position left_eye;  ///< the one further to the left in an upright face
  Position right_eye;
};

/// What BlazeFace gives for one frame: a logit, and where box and eyes lie, for each anchor of one
/// of its two grids.
struct FaceGrid {
  int cells = 0;             ///< a side
  int anchors_per_cell = 0;  ///< all at the cell's centre
  std::span<const float> scores;
  std::span<const float> places;  ///< 16 values an anchor, in pixels of the input
};

/// The side of BlazeFace's input, in pixels.
inline constexpr int kFaceDetectionSide = 256;

/// The candidates of at least `least_score`, in pixels of the picture that `frame` was cut from.
/// NaN is no candidate. Throws Error "Model.Invalid" (Reject) where a grid has too few values.
[[nodiscard]] std::vector<FaceCandidate> face_candidates(const FaceGrid& grid, const Frame& frame,
                                                         double least_score);

/// The frames to look at for faces that are small in a picture: the whole of it, then overlapping
/// squares of two thirds, and of a third, of its longer side, as long as these hold half as many
/// pixels a side as the network sees.
[[nodiscard]] std::vector<Frame> detection_frames(int width, int height);

/// Drops each candidate that overlaps a better one by more than `largest_overlap` (intersection
/// over union); best first.
[[nodiscard]] std::vector<FaceCandidate> best_candidates(std::vector<FaceCandidate> candidates,
                                                         double largest_overlap);

}  // namespace shrike::vision
