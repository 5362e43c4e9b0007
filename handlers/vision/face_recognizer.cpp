#include "handlers/vision/face_recognizer.h"

#include <algorithm>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "handlers/vision/face_alignment.h"
#include "handlers/vision/face_recognition_graph.h"
#include "handlers/vision/model_error.h"
#include "handlers/vision/model_file.h"
#include "handlers/vision/tfjs_to_onnx.h"

namespace shrike::vision {
namespace {

const std::vector<std::string> kOutputs = {"descriptor"};

std::string load_as_onnx(const ModelFiles& files) {
  const auto folder = files.packages / "@vladmandic/face-api/model";
  const auto manifest = nlohmann::json::parse(
      read_model_file(folder / "face_recognition_model-weights_manifest.json"), nullptr, false);
  if (manifest.is_discarded()) throw invalid_model("the list of its weights is not JSON");
  const auto weights = read_model_file(folder / "face_recognition_model.bin");
  return convert_to_onnx(face_recognition_graph(parse_tfjs_weights(manifest, weights)), kOutputs);
}

}  // namespace

FaceRecognizer::FaceRecognizer(const ModelFiles& files)
    : session_(files.onnxruntime_library, load_as_onnx(files), files.threads) {}

FaceDescriptor FaceRecognizer::describe(const FrameSampler& picture, const FaceMesh& mesh) const {
  auto input = picture.planes(recognition_frame(mesh), kFaceRecognitionSide);
  const auto outputs =
      session_.run({"input", {1, 3, kFaceRecognitionSide, kFaceRecognitionSide}}, input, kOutputs);
  FaceDescriptor descriptor = {};
  if (outputs[0].size() != descriptor.size())
    throw invalid_model("its output is not that of dlib's face recognition");
  std::copy(outputs[0].begin(), outputs[0].end(), descriptor.begin());
  return descriptor;
}

}  // namespace shrike::vision
