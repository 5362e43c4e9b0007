#include "handlers/vision/age_gender_model.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "handlers/vision/model_error.h"

namespace shrike::vision {
namespace {

const std::vector<std::string> kOutputs = {"gender_pred/Sigmoid", "age_pred/Softmax"};
constexpr int kSide = 224;
constexpr double kMargin = 1.2;

constexpr double kYoungest = 0.1;
constexpr double kOldest = 0.9;

}  // namespace

AgeRange age_range(std::span<const float> shares) {
  const double all = std::accumulate(shares.begin(), shares.end(), 0.0);
  if (!(all > 0)) throw invalid_model("it deems no age possible");
  const auto year = [&](double part) {
    double below = 0;
    const auto found = std::find_if(shares.begin(), shares.end(), [&](float share) {
      below += static_cast<double>(share);
      return below >= part * all;
    });
    return static_cast<int>(std::min(found, shares.end() - 1) - shares.begin());
  };
  return {year(kYoungest), year(kOldest)};
}

AgeGenderModel::AgeGenderModel(const ModelFiles& files)
    : session_(files.onnxruntime_library, load_human_model(files, "faceres", kOutputs),
               files.threads) {}

AgeAndGender AgeGenderModel::look(const FrameSampler& picture, const FaceMesh& mesh) const {
  auto input = picture.planes(level_frame(mesh, kMargin), kSide);
  const auto outputs = session_.run({"input_1", {1, 3, kSide, kSide}}, input, kOutputs);
  if (outputs[0].size() != 1) throw invalid_model("its output is not that of faceres");
  return {age_range(outputs[1]), static_cast<double>(outputs[0][0])};
}

}  // namespace shrike::vision
