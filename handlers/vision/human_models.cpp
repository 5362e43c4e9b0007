#include "handlers/vision/human_models.h"

#include "handlers/vision/model_file.h"
#include "handlers/vision/tfjs_graph.h"
#include "handlers/vision/tfjs_to_onnx.h"

namespace shrike::vision {

std::string load_human_model(const ModelFiles& files, const std::string& name,
                             std::span<const std::string> outputs) {
  const auto folder = files.packages / "@vladmandic/human/models";
  return convert_to_onnx(parse_tfjs_graph(read_model_file(folder / (name + ".json")),
                                          read_model_file(folder / (name + ".bin"))),
                         outputs);
}

}  // namespace shrike::vision
