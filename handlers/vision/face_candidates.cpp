#include "handlers/vision/face_candidates.h"

#include <algorithm>
#include <cmath>

#include "handlers/vision/duplicates.h"
#include "handlers/vision/model_error.h"

namespace shrike::vision {
namespace {

/// Centre and size of the box, then x and y of six points, the eyes first.
constexpr std::size_t kValues = 16;

/// How far apart two neighbouring squares may lie, as a fraction of their side: a face up to a
/// quarter of it lies whole in one of them.
constexpr double kStep = 0.75;

/// Where squares of `side` begin along a length, evenly, so that they cover it; one in the middle
/// where it is shorter.
std::vector<double> starts(double length, double side) {
  if (length <= side) return {(length - side) / 2};
  const auto count = static_cast<int>(std::ceil((length - side) / (side * kStep))) + 1;
  std::vector<double> result;
  result.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) result.push_back(i * (length - side) / (count - 1));
  return result;
}

}  // namespace

std::vector<FaceCandidate> face_candidates(const FaceGrid& grid, const Frame& frame,
                                           double least_score) {
  const auto cells = static_cast<std::size_t>(grid.cells);
  const auto anchors_per_cell = static_cast<std::size_t>(grid.anchors_per_cell);
  const std::size_t anchors = cells * cells * anchors_per_cell;
  if (grid.scores.size() != anchors || grid.places.size() != anchors * kValues)
    throw invalid_model("its outputs are not those of BlazeFace");

  std::vector<FaceCandidate> candidates;
  for (std::size_t anchor = 0; anchor < anchors; ++anchor) {
    if (!(static_cast<double>(grid.scores[anchor]) >= least_score)) continue;
    const auto values = grid.places.subspan(anchor * kValues, kValues);
    const std::size_t cell = anchor / anchors_per_cell;
    const std::size_t column = cell % cells;
    const std::size_t row = cell / cells;
    const double centre_x = (static_cast<double>(column) + 0.5) / grid.cells;
    const double centre_y = (static_cast<double>(row) + 0.5) / grid.cells;
    const auto place = [&](std::size_t first) {
      return frame.to_picture(
          {centre_x + static_cast<double>(values[first]) / kFaceDetectionSide,
           centre_y + static_cast<double>(values[first + 1]) / kFaceDetectionSide, 0});
    };
    const auto centre = place(0);
    const double half_width = static_cast<double>(values[2]) / kFaceDetectionSide * frame.side / 2;
    const double half_height = static_cast<double>(values[3]) / kFaceDetectionSide * frame.side / 2;
    if (!(half_width > 0 && half_height > 0)) continue;
    candidates.push_back({.score = static_cast<double>(grid.scores[anchor]),
                          .box = {centre.x - half_width, centre.y - half_height,
                                  centre.x + half_width, centre.y + half_height},
                          .left_eye = place(4),
                          .right_eye = place(6)});
  }
  return candidates;
}

std::vector<Frame> detection_frames(int width, int height) {
  const double longer = std::max(width, height);
  std::vector<Frame> frames = {{{width / 2.0, height / 2.0, 0}, longer, 0}};
  for (const double part : {2.0 / 3, 1.0 / 3}) {
    const double side = longer * part;
    if (side < kFaceDetectionSide / 2.0) break;
    for (const double top : starts(height, side))
      for (const double left : starts(width, side))
        frames.push_back({{left + side / 2, top + side / 2, 0}, side, 0});
  }
  return frames;
}

std::vector<FaceCandidate> best_candidates(std::vector<FaceCandidate> candidates,
                                           double largest_overlap) {
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return a.score > b.score; });
  return without_repeats(candidates, [&](const auto& candidate, const auto& better) {
    return overlap_by_more_than(largest_overlap, better.box, candidate.box);
  });
}

}  // namespace shrike::vision
