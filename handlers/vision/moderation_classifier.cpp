#include "handlers/vision/moderation_classifier.h"

#include <filesystem>
#include <string>

#include "handlers/vision/model_error.h"
#include "handlers/vision/model_file.h"
#include "handlers/vision/resample.h"
#include "handlers/vision/tfjs_graph.h"
#include "handlers/vision/tfjs_to_onnx.h"

namespace shrike::vision {
namespace {

/// packaging/third-party/unpack-nsfwjs.cjs makes its files.
constexpr const char* kFolder = "nsfwjs/dist/models/mobilenet_v2_mid";
constexpr const char* kInput = "input";
constexpr const char* kClasses = "Identity";

std::string load_as_onnx(const std::filesystem::path& folder) {
  const auto description = read_model_file(folder / "model.json");
  const auto weights = read_model_file(folder / "model.bin");
  const std::string outputs[] = {kClasses};
  return convert_to_onnx(parse_tfjs_graph(description, weights), outputs);
}

}  // namespace

ModerationClassifier::ModerationClassifier(const ModelFiles& files)
    : session_(files.onnxruntime_library, load_as_onnx(files.packages / kFolder), files.threads) {}

ModerationScores ModerationClassifier::classify(const RgbImage& image) const {
  auto planes = resampled(image, kInputSide, kInputSide);
  for (auto& value : planes) value /= 255.0F;
  const auto outputs = session_.run({kInput, {1, 3, kInputSide, kInputSide}}, planes, {kClasses});
  const auto& shares = outputs[0];
  if (shares.size() != 5) throw invalid_model("it does not tell five classes apart");
  return {.drawing = static_cast<double>(shares[0]),
          .hentai = static_cast<double>(shares[1]),
          .neutral = static_cast<double>(shares[2]),
          .porn = static_cast<double>(shares[3]),
          .sexy = static_cast<double>(shares[4])};
}

}  // namespace shrike::vision
