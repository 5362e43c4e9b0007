#include "handlers/vision/face_finder.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "handlers/vision/face_candidates.h"
#include "handlers/vision/model_error.h"

namespace shrike::vision {
namespace {

using Strings = std::vector<std::string>;

/// Scores of both grids, then places of both.
const Strings kDetectorOutputs = {"Identity", "Identity_1", "Identity_2", "Identity_3"};
const Strings kMeshOutputs = {"Identity_1", "Identity_2"};
constexpr int kMeshSide = 192;

// Measured on the photographs of infra/local/rekognition/ACCURACY.md: every face that a person sees
// there scores at least 0.67 and is at least 0.62 sure after it was placed; what is none and scores
// as much is at most 0.45 sure, or lies within a face that was found.
constexpr double kLeastScore = 0.5;
constexpr double kLeastConfidence = 0.6;
constexpr double kLargestOverlap = 0.3;
/// Of two faces that share half of the smaller one's box, one is a part of the other.
constexpr double kLargestCover = 0.5;
/// How many candidates are worth a second look: what points at more is a pattern, not a crowd.
constexpr std::size_t kMostCandidates = 300;

/// The mesh was trained on faces with a quarter of their size around them.
constexpr double kMeshMargin = 1.5;
/// Each placement makes a better frame for the next; a fourth moves nothing by a pixel.
constexpr int kPlacements = 3;

struct Placement {
  double confidence = 0;
  FaceMesh mesh;
};

Frame frame_of(const FaceCandidate& candidate) {
  return {candidate.box.centre(),
          std::max(candidate.box.width(), candidate.box.height()) * kMeshMargin,
          std::atan2(candidate.right_eye.y - candidate.left_eye.y,
                     candidate.right_eye.x - candidate.left_eye.x)};
}

void look(const OnnxSession& detector, const FrameSampler& picture, const Frame& frame,
          std::vector<FaceCandidate>& candidates) {
  auto input = picture.planes(frame, kFaceDetectionSide);
  for (auto& value : input) value = value / 127.5F - 1;
  const auto outputs = detector.run({"input", {1, 3, kFaceDetectionSide, kFaceDetectionSide}},
                                    input, kDetectorOutputs);
  for (const auto& grid :
       {FaceGrid{16, 2, outputs[0], outputs[2]}, FaceGrid{8, 6, outputs[1], outputs[3]}}) {
    const auto found = face_candidates(grid, frame, kLeastScore);
    candidates.insert(candidates.end(), found.begin(), found.end());
  }
}

Placement placed(const OnnxSession& mesh, const FrameSampler& picture, const Frame& frame) {
  auto input = picture.planes(frame, kMeshSide);
  for (auto& value : input) value /= 255;
  const auto outputs = mesh.run({"input_1", {1, 3, kMeshSide, kMeshSide}}, input, kMeshOutputs);
  if (outputs[0].size() != 1 || outputs[1].size() != kMeshPoints * 3)
    throw invalid_model("its outputs are not those of a face mesh");
  Placement placement{static_cast<double>(outputs[0][0]), {}};
  for (std::size_t i = 0; i < outputs[1].size(); i += 3)
    placement.mesh.push_back(
        frame.to_picture({static_cast<double>(outputs[1][i]) / kMeshSide,
                          static_cast<double>(outputs[1][i + 1]) / kMeshSide,
                          static_cast<double>(outputs[1][i + 2]) / kMeshSide}));
  return placement;
}

std::optional<Face> confirmed(const OnnxSession& mesh, const FrameSampler& picture,
                              const FaceCandidate& candidate) {
  auto frame = frame_of(candidate);
  Placement placement;
  for (int i = 0; i < kPlacements; ++i) {
    placement = placed(mesh, picture, frame);
    // Where the first look sees nothing at all, no better frame can be had.
    if (!(placement.confidence >= 0.01)) return std::nullopt;
    frame = level_frame(placement.mesh, kMeshMargin);
    if (!(frame.side >= 1)) return std::nullopt;
  }
  if (placement.confidence < kLeastConfidence) return std::nullopt;
  const auto box = bounds(placement.mesh);
  return Face{placement.confidence, box, std::move(placement.mesh)};
}

bool is_part_of_one(const Rectangle& box, const std::vector<Face>& faces) {
  return std::any_of(faces.begin(), faces.end(), [&](const Face& face) {
    return shared_area(face.box, box) > kLargestCover * std::min(face.box.area(), box.area());
  });
}

}  // namespace

FaceFinder::FaceFinder(const ModelFiles& files)
    : detector_(files.onnxruntime_library, load_human_model(files, "blazeface", kDetectorOutputs),
                files.threads),
      mesh_(files.onnxruntime_library, load_human_model(files, "facemesh", kMeshOutputs),
            files.threads) {}

std::vector<Face> FaceFinder::find(const FrameSampler& picture, std::size_t most) const {
  std::vector<FaceCandidate> candidates;
  for (const auto& frame : detection_frames(picture.width(), picture.height()))
    look(detector_, picture, frame, candidates);
  candidates = best_candidates(std::move(candidates), kLargestOverlap);
  candidates.resize(std::min(candidates.size(), kMostCandidates));

  std::vector<Face> faces;
  for (const auto& candidate : candidates) {
    auto face = confirmed(mesh_, picture, candidate);
    if (face && !is_part_of_one(face->box, faces)) faces.push_back(*std::move(face));
  }
  std::stable_sort(faces.begin(), faces.end(),
                   [](const Face& a, const Face& b) { return a.box.area() > b.box.area(); });
  faces.resize(std::min(faces.size(), most));
  return faces;
}

}  // namespace shrike::vision
