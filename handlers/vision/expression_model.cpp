#include "handlers/vision/expression_model.h"

#include <algorithm>
#include <string>
#include <vector>

#include "handlers/vision/model_error.h"

namespace shrike::vision {
namespace {

const std::vector<std::string> kOutputs = {"Identity"};
constexpr int kSide = 64;
constexpr double kMargin = 1.2;

}  // namespace

ExpressionModel::ExpressionModel(const ModelFiles& files)
    : session_(files.onnxruntime_library, load_human_model(files, "emotion", kOutputs),
               files.threads) {}

std::array<double, kExpressions> ExpressionModel::look(const FrameSampler& picture,
                                                       const FaceMesh& mesh) const {
  auto input = luma(picture.planes(level_frame(mesh, kMargin), kSide));
  for (auto& value : input) value = value / 127.5F - 1;
  const auto outputs = session_.run({"input_1", {1, 1, kSide, kSide}}, input, kOutputs);
  std::array<double, kExpressions> shares = {};
  if (outputs[0].size() != shares.size())
    throw invalid_model("its output is not that of the expression network");
  std::copy(outputs[0].begin(), outputs[0].end(), shares.begin());
  return shares;
}

}  // namespace shrike::vision
