#pragma once

#include "handlers/vision/tfjs_graph.h"

namespace shrike::vision {

/// The network of dlib's face recognition (a ResNet of 29 convolutions that gives 128 values), of
/// which npm's @vladmandic/face-api carries the weights alone, without a graph: "input" is
/// kFaceRecognitionSide pixels square, red, green and blue of 0 … 255; "descriptor" the values.
/// Whoever converts it finds out which weights are not there.
[[nodiscard]] TfjsGraph face_recognition_graph(TfjsWeights weights);

inline constexpr int kFaceRecognitionSide = 150;

}  // namespace shrike::vision
