// The converted model against the original, whose outputs golden.json holds: see make_golden.mjs.
#include <array>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handlers/vision/letterbox.h"
#include "handlers/vision/onnx_session.h"
#include "handlers/vision/tfjs_graph.h"
#include "handlers/vision/tfjs_to_onnx.h"
#include "tests/unit/vision/files.h"

namespace shrike::vision {
namespace {

constexpr int kSide = 512;

/// The same picture as pattern() in make_golden.mjs.
RgbImage pattern() {
  RgbImage image{kSide, kSide, {}};
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x)
      for (int c = 0; c < 3; ++c)
        image.pixels += static_cast<char>(((x / 32 + y / 64 + c) & 1) == 0 ? x / 2 : 255 - y / 2);
  return image;
}

class ConvertedModel : public testing::Test {
 protected:
  static std::string converted() {
    const std::array<std::string, 2> outputs = {"tower_0/keypoints", "tower_0/wh"};
    return convert_to_onnx(parse_tfjs_graph(read_file(kModels / "centernet.json"),
                                            read_file(kModels / "centernet.bin")),
                           outputs);
  }

  void expect_golden(const std::string& name, const RgbImage& image) {
    auto input = letterboxed(image, kSide);
    const auto outputs = session_.run({"tower_0/images", {1, 3, kSide, kSide}}, input.planes,
                                      {"tower_0/keypoints", "tower_0/wh"});
    ASSERT_EQ(outputs[0].size(), 80U * 128 * 128);
    ASSERT_EQ(outputs[1].size(), 4U * 128 * 128);
    for (const auto& [index, value] : samples(name, "keypoints"))
      EXPECT_NEAR(outputs[0].at(index), value, 1e-4) << index;
    // In pixels of the input.
    for (const auto& [index, value] : samples(name, "extents"))
      EXPECT_NEAR(outputs[1].at(index), value, 0.02) << index;
  }

 private:
  static std::vector<std::pair<std::size_t, double>> samples(const std::string& name,
                                                             const std::string& output) {
    const auto golden = nlohmann::json::parse(
        read_file(std::string(SHRIKE_SOURCE_DIR) + "/tests/unit/vision/golden.json"));
    auto values = golden.at(name).at(output).get<std::vector<std::pair<std::size_t, double>>>();
    EXPECT_GE(values.size(), 20U);
    return values;
  }

  OnnxSession session_{kEngine, converted(), 1};
};

TEST_F(ConvertedModel, GivesWhatTheOriginalGivesForAPattern) {
  expect_golden("pattern", pattern());
}

TEST_F(ConvertedModel, GivesWhatTheOriginalGivesForAPhotograph) {
  expect_golden("photograph", photograph("astronaut.png"));
}

}  // namespace
}  // namespace shrike::vision
