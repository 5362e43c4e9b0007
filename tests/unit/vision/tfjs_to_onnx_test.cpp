#include "handlers/vision/tfjs_to_onnx.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "handlers/vision/onnx_session.h"
#include "runtime/error.h"
#include "tests/unit/vision/files.h"

namespace shrike::vision {
namespace {

using Floats = std::vector<float>;
using Shape = std::vector<std::int64_t>;
using Strings = std::vector<std::string>;

/// A graph with the input "x", to which a test adds operations.
class Graph {
 public:
  Graph() { node("x", "Placeholder", {}); }

  TfjsNode& node(const std::string& name, const std::string& op, Strings inputs) {
    return graph_.nodes[name] = TfjsNode{name, op, std::move(inputs), {}};
  }
  void weight(const std::string& name, Shape shape, Floats values) {
    node(name, "Const", {});
    graph_.weights[name] = {std::move(shape), std::move(values)};
  }
  void weight(const std::string& name, std::vector<std::int32_t> values) {
    node(name, "Const", {});
    graph_.weights[name] = {{static_cast<std::int64_t>(values.size())}, std::move(values)};
  }

  [[nodiscard]] std::string convert(const std::string& output = "y") const {
    return convert_to_onnx(graph_, std::span(&output, 1));
  }

  /// Runs the graph on `input`, whose shape is NCHW.
  [[nodiscard]] Floats run(const Shape& shape, Floats input) const {
    return OnnxSession(kEngine, convert(), 1).run({"x", shape}, input, {"y"}).front();
  }

  /// The message of the refusal; fails where there is none.
  std::string refusal() const {
    try {
      (void)convert();
    } catch (const Error& error) {
      EXPECT_EQ(error.type(), "Model.Invalid");
      return error.message();
    }
    ADD_FAILURE() << "was converted";
    return {};
  }

 private:
  TfjsGraph graph_;
};

TfjsNode& convolution(Graph& graph, const std::string& op, const std::string& padding) {
  auto& node = graph.node("y", op, {"x", "w"});
  node.attributes["padding"] = padding;
  node.attributes["strides"] = Shape{1, 2, 2, 1};
  node.attributes["dilations"] = Shape{1, 1, 1, 1};
  return node;
}

TEST(TfjsToOnnx, ConvolvesWithTheOddPixelOfPaddingAtTheEnd) {
  Graph graph;
  // 3 x 3, one channel in, two out: a sum, and its tenfold.
  Floats kernel;
  for (int i = 0; i < 9; ++i) kernel.insert(kernel.end(), {1, 10});
  graph.weight("w", {3, 3, 1, 2}, kernel);
  convolution(graph, "Conv2D", "SAME");
  // 4 x 4 with stride 2 needs one row and column of padding: below and to the right.
  EXPECT_EQ(graph.run({1, 1, 4, 4}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}),
            (Floats{54, 45, 72, 54, 540, 450, 720, 540}));
}

TEST(TfjsToOnnx, FusesBiasAndActivation) {
  Graph graph;
  graph.weight("w", {1, 1, 1, 2}, {1, -1});
  graph.weight("b", {2}, {1, 1});
  auto& node = convolution(graph, "_FusedConv2D", "VALID");
  node.inputs.push_back("b");
  node.attributes["fused_ops"] = Strings{"BiasAdd", "Relu6"};
  EXPECT_EQ(graph.run({1, 1, 1, 3}, {9, 100, 2}), (Floats{6, 3, 0, 0}));
}

TEST(TfjsToOnnx, KeepsDepthwiseChannelsApart) {
  Graph graph;
  // Two channels in, two out for each: [height, width, in, multiplier].
  graph.weight("w", {1, 1, 2, 2}, {1, 2, 3, 4});
  graph.weight("b", {4}, {0, 0, 0, 100});
  auto& node = convolution(graph, "FusedDepthwiseConv2dNative", "SAME");
  node.inputs.push_back("b");
  node.attributes["fused_ops"] = Strings{"BiasAdd", "Relu"};
  EXPECT_EQ(graph.run({1, 2, 1, 1}, {10, -10}), (Floats{10, 20, 0, 60}));
}

TEST(TfjsToOnnx, SpreadsScalarsAndVectorsAlongChannels) {
  Graph graph;
  graph.weight("scalar", {}, {2});
  graph.weight("vector", {2}, {100, 200});
  graph.node("m", "Mul", {"scalar", "x"});
  graph.node("y", "AddV2", {"m:0", "vector", "^x"});
  EXPECT_EQ(graph.run({1, 2, 1, 2}, {1, 2, 3, 4}), (Floats{102, 104, 206, 208}));
}

TEST(TfjsToOnnx, MovesAxes) {
  Graph graph;
  graph.weight("spatial", {1, 2});
  graph.weight("channels", {-1});
  graph.node("mean", "Mean", {"x", "spatial"}).attributes["keep_dims"] = true;
  graph.node("y", "ConcatV2", {"mean", "mean", "channels"}).attributes["N"] = std::int64_t{2};
  EXPECT_EQ(graph.run({1, 2, 1, 2}, {1, 3, 10, 30}), (Floats{2, 20, 2, 20}));
}

TEST(TfjsToOnnx, SqueezesAPictureOfOnePixelIntoARow) {
  Graph graph;
  graph.node("y", "Squeeze", {"x"}).attributes["squeeze_dims"] = Shape{-2, 1};
  EXPECT_EQ(graph.run({1, 3, 1, 1}, {7, 8, 9}), (Floats{7, 8, 9}));

  Graph channels;
  channels.node("y", "Squeeze", {"x"}).attributes["squeeze_dims"] = Shape{3};
  EXPECT_THROW((void)channels.run({1, 1, 1, 1}, {7}), Error);
}

TEST(TfjsToOnnx, ResizesAsTheAttributesSay) {
  const std::pair<const char*, Floats> cases[] = {{"", {0, 3, 6, 6}},
                                                  {"half_pixel_centers", {0, 1.5, 4.5, 6}},
                                                  {"align_corners", {0, 2, 4, 6}}};
  for (const auto& [attribute, expected] : cases) {
    Graph graph;
    graph.weight("size", {1, 4});
    auto& node = graph.node("y", "ResizeBilinear", {"x", "size"});
    if (*attribute != '\0') node.attributes[attribute] = true;
    const auto resized = graph.run({1, 1, 1, 2}, {0, 6});
    ASSERT_EQ(resized.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
      EXPECT_NEAR(resized[i], expected[i], 1e-5) << attribute << i;
  }
}

TEST(TfjsToOnnx, Activates) {
  const std::pair<const char*, Floats> cases[] = {
      {"Relu", {0, 0, 3, 9}}, {"Relu6", {0, 0, 3, 6}}, {"Identity", {-3, 0, 3, 9}}};
  for (const auto& [op, expected] : cases) {
    Graph graph;
    graph.node("y", op, {"x"});
    EXPECT_EQ(graph.run({1, 1, 2, 2}, {-3, 0, 3, 9}), expected) << op;
  }
  Graph graph;
  graph.node("y", "Sigmoid", {"x"});
  EXPECT_EQ(graph.run({1, 1, 1, 1}, {0}), Floats{0.5F});
}

TEST(TfjsToOnnx, LeavesOutWhatTheOutputsDoNotNeed) {
  Graph graph;
  graph.node("y", "Relu", {"x"});
  graph.node("z", "TopKV2", {"y"});
  EXPECT_EQ(graph.run({1, 1, 1, 1}, {1}), Floats{1});
}

TEST(TfjsToOnnx, NamesTheOperationItDoesNotKnow) {
  Graph graph;
  graph.node("y", "TopKV2", {"x"});
  EXPECT_NE(graph.refusal().find("TopKV2 of y"), std::string::npos);
}

TEST(TfjsToOnnx, RefusesAGraphWithoutOrder) {
  Graph graph;
  graph.node("y", "Relu", {"a"});
  graph.node("a", "Relu", {"b"});
  graph.node("b", "Relu", {"a"});
  EXPECT_NE(graph.refusal().find("depends on itself"), std::string::npos);

  graph.node("y", "Relu", {"y"});
  EXPECT_NE(graph.refusal().find("depends on itself"), std::string::npos);
}

TEST(TfjsToOnnx, OrdersAVeryDeepGraphWhoseBranchesMeet) {
  Graph graph;
  constexpr int kDepth = 20'000;
  graph.node("n0", "Relu", {"x"});
  for (int i = 1; i < kDepth; ++i) {
    const auto before = "n" + std::to_string(i - 1);
    graph.node("n" + std::to_string(i), "Add", {before, before});
  }
  EXPECT_FALSE(graph.convert("n" + std::to_string(kDepth - 1)).empty());
}

TEST(TfjsToOnnx, RefusesInputsThatAreNotThere) {
  for (const Strings& inputs : {Strings{}, Strings{"nowhere"}, Strings{"x:1"}, Strings{"^x"}}) {
    Graph graph;
    graph.node("y", "Relu", inputs);
    graph.refusal();
  }
  Graph graph;
  graph.refusal();
}

TEST(TfjsToOnnx, RefusesConvolutionsItCannotExpress) {
  const auto with = [](const char* name, TfjsAttribute value) {
    Graph graph;
    graph.weight("w", {1, 1, 1, 1}, {1});
    convolution(graph, "_FusedConv2D", "SAME").attributes[name] = std::move(value);
    return graph.refusal();
  };
  with("padding", std::string("EXPLICIT"));
  with("padding", true);
  with("data_format", std::string("NCHW"));
  with("strides", Shape{2, 1, 1, 1});
  with("strides", Shape{1, 1});
  with("fused_ops", Strings{"Elu"});
  with("fused_ops", Strings{"BiasAdd"});
  with("fused_ops", Strings{"Relu", "Relu"});
}

TEST(TfjsToOnnx, RefusesWeightsOfTheWrongShapeOrType) {
  for (const Shape& shape : {Shape{}, Shape{8}, Shape{2, 4}, Shape{1, 2, 2, 2, 1}}) {
    Graph graph;
    graph.weight("w", shape, Floats(8, 1));
    convolution(graph, "Conv2D", "SAME");
    graph.refusal();
  }
  Graph of_integers;
  of_integers.weight("w", std::vector<std::int32_t>{1});
  convolution(of_integers, "Conv2D", "SAME");
  of_integers.refusal();

  Graph computed;
  computed.node("w", "Relu", {"x"});
  convolution(computed, "DepthwiseConv2dNative", "SAME");
  computed.refusal();
}

TEST(TfjsToOnnx, RefusesAxesThatAreNotThere) {
  for (const int axis : {4, -5, 1'000'000}) {
    Graph graph;
    graph.weight("axes", {axis});
    graph.node("y", "Mean", {"x", "axes"}).attributes["keep_dims"] = true;
    graph.refusal();
    graph.node("y", "ConcatV2", {"x", "x", "axes"}).attributes["N"] = std::int64_t{2};
    graph.refusal();
  }
  Graph graph;
  graph.node("y", "ConcatV2", {"x", "x"}).attributes["N"] = std::int64_t{1} << 62U;
  graph.refusal();
}

}  // namespace
}  // namespace shrike::vision
