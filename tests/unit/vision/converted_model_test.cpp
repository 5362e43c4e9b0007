// The converted models against the originals, whose outputs golden.json holds: see make_golden.mjs.
#include <algorithm>
#include <cmath>
#include <ostream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handlers/vision/face_recognition_graph.h"
#include "handlers/vision/onnx_session.h"
#include "handlers/vision/tfjs_graph.h"
#include "handlers/vision/tfjs_to_onnx.h"
#include "tests/unit/vision/files.h"

namespace shrike::vision {
namespace {

using nlohmann::json;

/// As the table of models in make_golden.mjs.
struct Model {
  std::string name;
  std::string input;
  int side = 0;
  int channels = 0;
  float scale = 1;
  float offset = 0;
  double tolerance = 0;  ///< of a value, times its size where that is above 1
};

std::ostream& operator<<(std::ostream& out, const Model& model) { return out << model.name; }

const Model kConverted[] = {
    {"centernet", "tower_0/images", 512, 3, 1, 0, 1e-3},
    {"blazeface", "input", 256, 3, 1 / 127.5F, -1, 1e-4},
    {"facemesh", "input_1", 192, 3, 1 / 255.0F, 0, 1e-4},
    {"iris", "input_1", 64, 3, 1 / 255.0F, 0, 1e-4},
    {"faceres", "input_1", 224, 3, 1, 0, 1e-4},
    {"emotion", "input_1", 64, 1, 1 / 127.5F, -1, 1e-4},
    {"moderation", "input", 224, 3, 1 / 255.0F, 0, 1e-4},
    {"face_recognition", "input", kFaceRecognitionSide, 3, 1, 0, 1e-4},
};

/// The same picture as pattern() in make_golden.mjs.
int pattern(int x, int y, int channel) {
  return ((x / 32 + y / 64 + channel) & 1) == 0 ? x / 2 : 255 - y / 2;
}

std::vector<float> input_of(const std::string& picture, const Model& model) {
  static const RgbImage astronaut = photograph("astronaut.png");
  const auto byte = [&](int x, int y, int channel) -> int {
    if (picture == "pattern") return pattern(x, y, channel);
    const auto place = (static_cast<std::size_t>(y) * 512 + static_cast<std::size_t>(x)) * 3 +
                       static_cast<std::size_t>(channel);
    return static_cast<unsigned char>(astronaut.pixels.at(place));
  };
  std::vector<float> values;
  for (int c = 0; c < model.channels; ++c)
    for (int y = 0; y < model.side; ++y)
      for (int x = 0; x < model.side; ++x)
        values.push_back(static_cast<float>(byte(x, y, c)) * model.scale + model.offset);
  return values;
}

TfjsGraph graph_of(const std::string& name) {
  if (name == "face_recognition") {
    const auto path = kPackages / "@vladmandic/face-api/model/face_recognition_model";
    return face_recognition_graph(
        parse_tfjs_weights(json::parse(read_file(path.string() + "-weights_manifest.json")),
                           read_file(path.string() + ".bin")));
  }
  const auto path = name == "moderation" ? kPackages / "nsfwjs/dist/models/mobilenet_v2_mid/model"
                                         : kModels / name;
  return parse_tfjs_graph(read_file(path.string() + ".json"), read_file(path.string() + ".bin"));
}

class ConvertedModel : public testing::TestWithParam<Model> {};

TEST_P(ConvertedModel, GivesWhatTheOriginalGives) {
  const auto& model = GetParam();
  const auto golden =
      json::parse(read_file(std::string(SHRIKE_SOURCE_DIR) + "/tests/unit/vision/golden.json"));
  std::size_t compared = 0;
  for (const auto& row : golden) {
    if (row.at("model") != model.name) continue;
    const std::vector<std::string> outputs = {row.at("output")};
    const OnnxSession session(kEngine, convert_to_onnx(graph_of(model.name), outputs), 1);
    auto input = input_of(row.at("picture"), model);
    const auto results =
        session.run({model.input, {1, model.channels, model.side, model.side}}, input, outputs);
    ASSERT_EQ(results[0].size(), row.at("size").get<std::size_t>());
    for (const auto& [index, value] :
         row.at("samples").get<std::vector<std::pair<std::size_t, double>>>()) {
      EXPECT_NEAR(results[0].at(index), value, model.tolerance * std::max(1.0, std::abs(value)))
          << row.at("output") << index;
      ++compared;
    }
  }
  EXPECT_GE(compared, 10U);
}

INSTANTIATE_TEST_SUITE_P(EachModel, ConvertedModel, testing::ValuesIn(kConverted),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace shrike::vision
