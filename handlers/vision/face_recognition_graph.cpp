#include "handlers/vision/face_recognition_graph.h"

#include <utility>

namespace shrike::vision {
namespace {

using Integers = std::vector<std::int64_t>;
using Strings = std::vector<std::string>;

/// Writes the layers one after the other; each function returns the name of its result.
class GraphMaker {
 public:
  explicit GraphMaker(TfjsWeights weights) {
    graph_.weights = std::move(weights);
    for (const auto& [name, tensor] : graph_.weights) graph_.nodes[name] = {name, "Const", {}, {}};
  }

  std::string node(const std::string& name, const std::string& op, Strings inputs) {
    graph_.nodes[name] = {name, op, std::move(inputs), {}};
    return name;
  }

  std::string constant(const std::string& name, Integers shape, std::vector<float> values) {
    graph_.weights[name] = {std::move(shape), std::move(values)};
    return node(name, "Const", {});
  }
  std::string constant(const std::string& name, Integers shape, std::vector<std::int32_t> values) {
    graph_.weights[name] = {std::move(shape), std::move(values)};
    return node(name, "Const", {});
  }

  /// A window of `size` that moves by `step`, nothing added around the picture.
  std::string pool(const std::string& name, const std::string& op, const std::string& from,
                   std::int64_t size, std::int64_t step) {
    node(name, op, {from});
    set(name, "ksize", Integers{1, size, size, 1});
    return windowed(name, "VALID", step);
  }

  /// A convolution, and each channel scaled and moved, as batch normalisation left it.
  std::string convolution(const std::string& layer, const std::string& from,
                          const std::string& padding, std::int64_t step) {
    const auto name = node(layer + "/conv", "_FusedConv2D",
                           {from, layer + "/conv/filters", layer + "/conv/bias"});
    set(name, "fused_ops", Strings{"BiasAdd"});
    windowed(name, padding, step);
    const auto scaled = node(layer + "/scaled", "Mul", {name, layer + "/scale/weights"});
    return node(layer, "AddV2", {scaled, layer + "/scale/biases"});
  }

  std::string residual(const std::string& layer, const std::string& from) {
    const auto first = relu(convolution(layer + "/conv1", from, "SAME", 1));
    const auto second = convolution(layer + "/conv2", first, "SAME", 1);
    return relu(node(layer, "AddV2", {second, from}));
  }

  /// Halves a picture of `side` pixels. Of an even side the convolution drops what the pool keeps:
  /// it gets a last row and column of zeros; of more channels than before, the pool gets zeros for
  /// the second half.
  std::string halving(const std::string& layer, const std::string& from, int side,
                      int more_channels) {
    const auto first = relu(convolution(layer + "/conv1", from, "VALID", 2));
    auto second = convolution(layer + "/conv2", first, "SAME", 1);
    auto pooled = pool(layer + "/pooled", "AvgPool", from, 2, 2);
    if (side % 2 == 0) second = padded(layer + "/padded", second, {0, 0, 0, 1, 0, 1, 0, 0});
    if (more_channels > 0)
      pooled = padded(layer + "/widened", pooled, {0, 0, 0, 0, 0, 0, 0, more_channels});
    return relu(node(layer, "AddV2", {pooled, second}));
  }

  std::string relu(const std::string& from) { return node(from + "/relu", "Relu", {from}); }

  TfjsGraph take() { return std::move(graph_); }

 private:
  void set(const std::string& name, const char* attribute, TfjsAttribute value) {
    graph_.nodes.at(name).attributes[attribute] = std::move(value);
  }

  std::string windowed(const std::string& name, const std::string& padding, std::int64_t step) {
    set(name, "padding", padding);
    set(name, "strides", Integers{1, step, step, 1});
    return name;
  }

  std::string padded(const std::string& name, const std::string& from,
                     std::vector<std::int32_t> pairs) {
    return node(name, "Pad", {from, constant(name + "/pairs", {4, 2}, std::move(pairs))});
  }

  TfjsGraph graph_;
};

}  // namespace

TfjsGraph face_recognition_graph(TfjsWeights weights) {
  GraphMaker maker(std::move(weights));
  // The mean colour of the photographs that it learnt from.
  const std::vector<float> mean = {122.782F, 117.001F, 104.298F};
  const auto centred = maker.node(
      "centred", "Sub",
      {maker.node("input", "Placeholder", {}), maker.constant("mean_colour", {3}, mean)});
  const auto normalised = maker.node(
      "normalised", "Mul", {centred, maker.constant("unit", {}, std::vector<float>{1 / 255.0F})});

  // Sides: 150, 72 after the first convolution, 35 after the pool.
  auto out = maker.relu(maker.convolution("conv32_down", normalised, "VALID", 2));
  out = maker.pool("pool", "MaxPool", out, 3, 2);
  for (const char* layer : {"conv32_1", "conv32_2", "conv32_3"}) out = maker.residual(layer, out);
  out = maker.halving("conv64_down", out, 35, 32);
  for (const char* layer : {"conv64_1", "conv64_2", "conv64_3"}) out = maker.residual(layer, out);
  out = maker.halving("conv128_down", out, 17, 64);
  for (const char* layer : {"conv128_1", "conv128_2"}) out = maker.residual(layer, out);
  out = maker.halving("conv256_down", out, 8, 128);
  for (const char* layer : {"conv256_1", "conv256_2"}) out = maker.residual(layer, out);
  out = maker.halving("conv256_down_out", out, 4, 0);

  const auto axes = maker.constant("axes", {2}, std::vector<std::int32_t>{1, 2});
  maker.node("descriptor", "MatMul", {maker.node("mean", "Mean", {out, axes}), "fc"});
  return maker.take();
}

}  // namespace shrike::vision
