#include "handlers/vision/face_similarity.h"

#include <cmath>
#include <cstddef>

namespace shrike::vision {
namespace {

// A logistic curve, fitted to the pairs of infra/local/rekognition/ACCURACY.md: the farthest of one
// person lie 0.473 apart, the nearest of two people 0.533. Between them, at 0.49, it gives 80,
// Rekognition's default threshold; 0.4, a usual pair of one person, 99; 0.6, where dlib's own
// documentation cuts, 5.
constexpr double kEven = 0.525;
constexpr double kSteepness = 0.025;

}  // namespace

double face_distance(const FaceDescriptor& a, const FaceDescriptor& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += difference * difference;
  }
  return std::sqrt(sum);
}

double similarity_of_distance(double distance) {
  return 100 / (1 + std::exp((distance - kEven) / kSteepness));
}

}  // namespace shrike::vision
