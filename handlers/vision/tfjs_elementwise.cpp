#include "handlers/vision/tfjs_operations.h"

namespace shrike::vision::tfjs {
namespace {

/// A scalar spreads by itself; a vector lies along the channels, which are the last dimension there
/// and, of a picture, the second here.
std::string spread(const std::string& name, Layout layout, const TfjsNode& node,
                   TfjsTranslation& to) {
  const auto* tensor = to.weight(name);
  if (tensor == nullptr) {
    if (to.layout(name) != layout)
      throw invalid_model(fmt::format("{} has inputs of different ranks", node.name));
    return name;
  }
  const auto& values = to.floats(name, tensor->shape.size());
  if (layout == Layout::Same || tensor->shape.empty())
    return to.onnx().constant(name, tensor->shape, values);
  if (tensor->shape.size() > 1)
    throw invalid_model(fmt::format("{} adds or multiplies a constant matrix", node.name));
  return to.onnx().constant(name + "/nchw", {1, tensor->shape[0], 1, 1}, values);
}

void write_binary(const TfjsNode& node, std::string_view op, TfjsTranslation& to) {
  const auto left = to.input(node, 0);
  const auto right = to.input(node, 1);
  const auto layout = to.layout(to.weight(left) == nullptr ? left : right);
  to.set_layout(node.name, layout);
  to.onnx().node(op, {spread(left, layout, node, to), spread(right, layout, node, to)}, node.name);
}

/// Weights [1, 1, channels], or of as many dimensions of one as there may be.
std::string slopes_of_prelu(const std::string& name, TfjsTranslation& to) {
  const auto* tensor = to.weight(name);
  const auto& values = to.floats(name, tensor == nullptr ? 0 : tensor->shape.size());
  const auto channels = static_cast<std::int64_t>(values.size());
  if (tensor->shape.empty() || tensor->shape.back() != channels)
    throw invalid_model(fmt::format("{} is no slope a channel", name));
  return to.onnx().constant(name + "/nchw", {channels, 1, 1}, values);
}

void clip_to_six(const std::string& from, const std::string& name, TfjsTranslation& to) {
  to.onnx().node(
      "Clip",
      {from, to.onnx().constant("shrike/zero", {}, {0}), to.onnx().constant("shrike/six", {}, {6})},
      name);
}

/// Writes an activation as the result of `node`; `slopes` is the input of Prelu's weights.
void activate(const TfjsNode& node, std::string_view name, const std::string& from,
              std::size_t slopes, TfjsTranslation& to) {
  const auto layout = to.layout(from);
  to.set_layout(node.name, layout);
  if (name == "Relu") {
    to.onnx().node("Relu", {from}, node.name);
  } else if (name == "Relu6") {
    clip_to_six(from, node.name, to);
  } else if (name == "Prelu" && layout == Layout::ChannelsFirst) {
    to.onnx().node("PRelu", {from, slopes_of_prelu(to.input(node, slopes), to)}, node.name);
  } else {
    throw invalid_model(fmt::format("{} is fused with {}", node.name, name));
  }
}

}  // namespace

void identity(const TfjsNode& node, TfjsTranslation& to) {
  to.write(node, "Identity", {to.input(node, 0)});
}

void relu(const TfjsNode& node, TfjsTranslation& to) {
  activate(node, "Relu", to.input(node, 0), 0, to);
}

void relu6(const TfjsNode& node, TfjsTranslation& to) {
  activate(node, "Relu6", to.input(node, 0), 0, to);
}

void prelu(const TfjsNode& node, TfjsTranslation& to) {
  activate(node, "Prelu", to.input(node, 0), 1, to);
}

void sigmoid(const TfjsNode& node, TfjsTranslation& to) {
  to.write(node, "Sigmoid", {to.input(node, 0)});
}

void softmax(const TfjsNode& node, TfjsTranslation& to) {
  const auto from = to.input(node, 0);
  to.write(node, "Softmax", {from}, {{"axis", to.axis(-1, to.layout(from), node)}});
}

void add(const TfjsNode& node, TfjsTranslation& to) { write_binary(node, "Add", to); }
void subtract(const TfjsNode& node, TfjsTranslation& to) { write_binary(node, "Sub", to); }
void multiply(const TfjsNode& node, TfjsTranslation& to) { write_binary(node, "Mul", to); }
void minimum(const TfjsNode& node, TfjsTranslation& to) { write_binary(node, "Min", to); }
void maximum(const TfjsNode& node, TfjsTranslation& to) { write_binary(node, "Max", to); }

void fused(const TfjsNode& node, std::string_view op, std::vector<std::string> inputs,
           const OnnxAttributes& attributes, TfjsTranslation& to) {
  std::string last;
  for (const auto& name : to.attribute<std::vector<std::string>>(node, "fused_ops", {})) {
    if (name == "BiasAdd" && inputs.size() == 2 && last.empty()) {
      const auto bias = to.input(node, 2);
      const auto& values = to.floats(bias, 1);
      inputs.push_back(
          to.onnx().constant(bias, {static_cast<std::int64_t>(values.size())}, values));
    } else if (name != "BiasAdd" && last.empty()) {
      last = name;
    } else {
      throw invalid_model(fmt::format("{} is fused with {}", node.name, name));
    }
  }
  const auto linear = last.empty() ? node.name : node.name + "/linear";
  to.set_layout(linear, to.layout(inputs.front()));
  to.onnx().node(op, inputs, linear, attributes);
  if (!last.empty()) activate(node, last, linear, inputs.size(), to);
}

}  // namespace shrike::vision::tfjs
