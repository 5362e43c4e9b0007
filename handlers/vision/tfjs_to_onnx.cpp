#include "handlers/vision/tfjs_to_onnx.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include "handlers/vision/graph_order.h"
#include "handlers/vision/model_error.h"

namespace shrike::vision {
namespace {

/// Resize with `axes` and reductions with their axes as an input came with opset 18; ONNX Runtime
/// reads it since 1.14. IR version 8 belongs to it.
constexpr int kOpset = 18;
constexpr int kIrVersion = 8;

/// Where a dimension of NHWC stands in NCHW.
constexpr std::array<std::int64_t, 4> kToNchw = {0, 2, 3, 1};

using Strings = std::vector<std::string>;

template <class Value>
Value attribute(const TfjsNode& node, std::string_view name, Value otherwise) {
  const auto found = node.attributes.find(name);
  if (found == node.attributes.end()) return otherwise;
  const auto* value = std::get_if<Value>(&found->second);
  if (value == nullptr)
    throw invalid_model(fmt::format("attribute {} of {} has another type", name, node.name));
  return *value;
}

/// Reorders [a, b, c, d] so that dimension i of the result is dimension `order[i]` of the source.
TfjsTensor transposed(const std::vector<std::int64_t>& shape, const std::vector<float>& values,
                      const std::array<std::size_t, 4>& order) {
  std::array<std::size_t, 4> strides = {};
  std::size_t stride = 1;
  for (std::size_t i = 4; i-- > 0;) {
    strides[i] = stride;
    stride *= static_cast<std::size_t>(shape[i]);
  }
  TfjsTensor result;
  for (const auto dimension : order) result.shape.push_back(shape[dimension]);
  const auto side = [&](std::size_t i) { return static_cast<std::size_t>(result.shape[i]); };
  std::vector<float> moved;
  moved.reserve(values.size());
  for (std::size_t a = 0; a < side(0); ++a)
    for (std::size_t b = 0; b < side(1); ++b)
      for (std::size_t c = 0; c < side(2); ++c)
        for (std::size_t d = 0; d < side(3); ++d)
          moved.push_back(values[a * strides[order[0]] + b * strides[order[1]] +
                                 c * strides[order[2]] + d * strides[order[3]]]);
  result.values = std::move(moved);
  return result;
}

class Writer {
 public:
  explicit Writer(const TfjsGraph& graph) : graph_(graph) {
    model_.set_ir_version(kIrVersion);
    model_.set_producer_name("shrike");
    model_.add_opset_import()->set_version(kOpset);
    model_.mutable_graph()->set_name("tfjs");
  }

  void write(const TfjsNode& node) {
    // One row an operation. Const is written by whoever reads it, in the layout that reader needs.
    static const std::map<std::string_view, void (Writer::*)(const TfjsNode&)> operations = {
        {"Const", &Writer::nothing},
        {"Placeholder", &Writer::placeholder},
        {"Identity", &Writer::identity},
        {"Relu", &Writer::relu},
        {"Relu6", &Writer::relu6},
        {"Sigmoid", &Writer::sigmoid},
        {"Add", &Writer::add},
        {"AddV2", &Writer::add},
        {"BiasAdd", &Writer::add},
        {"Mul", &Writer::multiply},
        {"Mean", &Writer::mean},
        {"ConcatV2", &Writer::concatenate},
        {"ResizeBilinear", &Writer::resize_bilinear},
        {"Conv2D", &Writer::convolution},
        {"_FusedConv2D", &Writer::convolution},
        {"DepthwiseConv2dNative", &Writer::depthwise_convolution},
        {"FusedDepthwiseConv2dNative", &Writer::depthwise_convolution},
    };
    const auto operation = operations.find(node.op);
    if (operation == operations.end())
      throw invalid_model(fmt::format("operation {} of {} is not supported", node.op, node.name));
    (this->*operation->second)(node);
  }

  void declare_output(const std::string& name) {
    declare(*model_.mutable_graph()->add_output(), name);
  }

  [[nodiscard]] std::string bytes() const { return model_.SerializeAsString(); }

 private:
  static onnx::TypeProto_Tensor& declare(onnx::ValueInfoProto& value, const std::string& name) {
    value.set_name(name);
    auto& tensor = *value.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(onnx::TensorProto_DataType_FLOAT);
    return tensor;
  }

  onnx::NodeProto& emit(std::string_view op, const Strings& inputs, const std::string& output) {
    auto& node = *model_.mutable_graph()->add_node();
    node.set_op_type(std::string(op));
    for (const auto& input : inputs) node.add_input(input);
    node.add_output(output);
    return node;
  }

  static void set(onnx::NodeProto& node, const char* name, std::int64_t value) {
    auto& attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_type(onnx::AttributeProto_AttributeType_INT);
    attribute.set_i(value);
  }
  static void set(onnx::NodeProto& node, const char* name, const char* value) {
    auto& attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_type(onnx::AttributeProto_AttributeType_STRING);
    attribute.set_s(value);
  }
  static void set(onnx::NodeProto& node, const char* name,
                  const std::vector<std::int64_t>& values) {
    auto& attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_type(onnx::AttributeProto_AttributeType_INTS);
    for (const auto value : values) attribute.add_ints(value);
  }

  std::string constant(std::string name, const std::vector<std::int64_t>& shape,
                       const std::vector<float>& values) {
    if (constants_.insert(name).second) {
      auto& tensor = *model_.mutable_graph()->add_initializer();
      tensor.set_name(name);
      tensor.set_data_type(onnx::TensorProto_DataType_FLOAT);
      for (const auto side : shape) tensor.add_dims(side);
      tensor.set_raw_data(values.data(), values.size() * sizeof(float));
    }
    return name;
  }
  std::string constant(std::string name, const std::vector<std::int64_t>& values) {
    if (constants_.insert(name).second) {
      auto& tensor = *model_.mutable_graph()->add_initializer();
      tensor.set_name(name);
      tensor.set_data_type(onnx::TensorProto_DataType_INT64);
      tensor.add_dims(static_cast<std::int64_t>(values.size()));
      tensor.set_raw_data(values.data(), values.size() * sizeof(std::int64_t));
    }
    return name;
  }

  static std::string input(const TfjsNode& node, std::size_t index) {
    if (index >= node.inputs.size() || orders_only(node.inputs[index]))
      throw invalid_model(fmt::format("{} has too few inputs", node.name));
    return source_of(node.inputs[index]);
  }

  const TfjsTensor* weight(const std::string& name) const {
    const auto found = graph_.weights.find(name);
    return found == graph_.weights.end() ? nullptr : &found->second;
  }

  const std::vector<float>& floats(const std::string& name, std::size_t rank) const {
    const auto* tensor = weight(name);
    const auto* values =
        tensor == nullptr ? nullptr : std::get_if<std::vector<float>>(&tensor->values);
    if (values == nullptr || tensor->shape.size() != rank)
      throw invalid_model(fmt::format("{} is no weight of floats in {} dimensions", name, rank));
    return *values;
  }

  std::vector<std::int64_t> integers(const std::string& name) const {
    const auto* tensor = weight(name);
    const auto* values =
        tensor == nullptr ? nullptr : std::get_if<std::vector<std::int32_t>>(&tensor->values);
    if (values == nullptr) throw invalid_model(fmt::format("{} is no weight of integers", name));
    return {values->begin(), values->end()};
  }

  static std::int64_t nchw_axis(std::int64_t axis, const TfjsNode& node) {
    if (axis < 0) axis += 4;
    if (axis < 0 || axis >= 4) throw invalid_model(fmt::format("{} has a bad axis", node.name));
    return kToNchw[static_cast<std::size_t>(axis)];
  }

  /// An input of an elementwise operation: a scalar spreads by itself, a vector lies along the
  /// channels, which are the last dimension there and the second here.
  std::string elementwise_input(const TfjsNode& node, std::size_t index) {
    std::string name = input(node, index);
    const auto* tensor = weight(name);
    if (tensor == nullptr) return name;
    if (tensor->shape.size() > 1)
      throw invalid_model(fmt::format("{} adds or multiplies a constant matrix", node.name));
    const auto& values = floats(name, tensor->shape.size());
    if (tensor->shape.empty()) return constant(name, {}, values);
    return constant(name + "/nchw", {1, tensor->shape[0], 1, 1}, values);
  }

  void nothing(const TfjsNode& node) {
    if (weight(node.name) == nullptr)
      throw invalid_model(fmt::format("constant {} has no weight", node.name));
  }

  void placeholder(const TfjsNode& node) {
    auto& tensor = declare(*model_.mutable_graph()->add_input(), node.name);
    // Only the number of dimensions matters: ONNX Runtime infers the rest from what it is given.
    for (const char* side : {"n", "c", "h", "w"})
      tensor.mutable_shape()->add_dim()->set_dim_param(side);
  }

  void identity(const TfjsNode& node) { emit("Identity", {input(node, 0)}, node.name); }
  void relu(const TfjsNode& node) { emit("Relu", {input(node, 0)}, node.name); }
  void sigmoid(const TfjsNode& node) { emit("Sigmoid", {input(node, 0)}, node.name); }
  void relu6(const TfjsNode& node) { clip_to_six(input(node, 0), node.name); }

  void add(const TfjsNode& node) {
    emit("Add", {elementwise_input(node, 0), elementwise_input(node, 1)}, node.name);
  }
  void multiply(const TfjsNode& node) {
    emit("Mul", {elementwise_input(node, 0), elementwise_input(node, 1)}, node.name);
  }

  void clip_to_six(const std::string& from, const std::string& to) {
    emit("Clip", {from, constant("shrike/zero", {}, {0}), constant("shrike/six", {}, {6})}, to);
  }

  void mean(const TfjsNode& node) {
    if (!attribute(node, "keep_dims", false))
      throw invalid_model(fmt::format("{} drops dimensions", node.name));
    std::vector<std::int64_t> axes;
    for (const auto axis : integers(input(node, 1))) axes.push_back(nchw_axis(axis, node));
    emit("ReduceMean", {input(node, 0), constant(node.name + "/axes", axes)}, node.name);
  }

  void concatenate(const TfjsNode& node) {
    const auto count = static_cast<std::size_t>(
        std::clamp<std::int64_t>(attribute<std::int64_t>(node, "N", 0), 0, 1024));
    const auto axis = integers(input(node, count));
    if (axis.size() != 1) throw invalid_model(fmt::format("{} has a bad axis", node.name));
    Strings parts;
    for (std::size_t i = 0; i < count; ++i) parts.push_back(input(node, i));
    set(emit("Concat", parts, node.name), "axis", nchw_axis(axis[0], node));
  }

  void resize_bilinear(const TfjsNode& node) {
    const auto size = integers(input(node, 1));
    if (size.size() != 2) throw invalid_model(fmt::format("{} has a bad size", node.name));
    auto& resize =
        emit("Resize", {input(node, 0), "", "", constant(node.name + "/size", size)}, node.name);
    set(resize, "axes", std::vector<std::int64_t>{2, 3});
    set(resize, "mode", "linear");
    set(resize, "coordinate_transformation_mode",
        attribute(node, "align_corners", false)        ? "align_corners"
        : attribute(node, "half_pixel_centers", false) ? "half_pixel"
                                                       : "asymmetric");
  }

  /// Weights [height, width, in, out] become [out, in, height, width].
  void convolution(const TfjsNode& node) {
    const std::string name = input(node, 1);
    const auto kernel = transposed(shape_of(name), floats(name, 4), {3, 2, 0, 1});
    emit_convolution(node, name, kernel, 1);
  }

  /// Weights [height, width, in, multiplier] become [in * multiplier, 1, height, width].
  void depthwise_convolution(const TfjsNode& node) {
    const std::string name = input(node, 1);
    auto kernel = transposed(shape_of(name), floats(name, 4), {2, 3, 0, 1});
    const std::int64_t channels = kernel.shape[0];
    kernel.shape[0] *= std::exchange(kernel.shape[1], 1);
    emit_convolution(node, name, kernel, channels);
  }

  const std::vector<std::int64_t>& shape_of(const std::string& name) const {
    const auto* tensor = weight(name);
    if (tensor == nullptr || tensor->shape.size() != 4)
      throw invalid_model(fmt::format("{} is no kernel of a convolution", name));
    return tensor->shape;
  }

  void emit_convolution(const TfjsNode& node, const std::string& kernel_name,
                        const TfjsTensor& kernel, std::int64_t groups) {
    if (attribute<std::string>(node, "data_format", "NHWC") != "NHWC")
      throw invalid_model(fmt::format("{} is not NHWC", node.name));
    const auto padding = attribute<std::string>(node, "padding", "");
    if (padding != "SAME" && padding != "VALID")
      throw invalid_model(fmt::format("{} has padding {}", node.name, padding));

    Strings inputs = {input(node, 0), constant(kernel_name + "/nchw", kernel.shape,
                                               std::get<std::vector<float>>(kernel.values))};
    std::string activation;
    for (const auto& fused : attribute<Strings>(node, "fused_ops", {})) {
      if (fused == "BiasAdd" && inputs.size() == 2) {
        const auto bias = input(node, 2);
        const auto& values = floats(bias, 1);
        inputs.push_back(constant(bias, {static_cast<std::int64_t>(values.size())}, values));
      } else if ((fused == "Relu" || fused == "Relu6") && activation.empty()) {
        activation = fused;
      } else {
        throw invalid_model(fmt::format("{} is fused with {}", node.name, fused));
      }
    }

    const std::string output = activation.empty() ? node.name : node.name + "/linear";
    auto& convolution = emit("Conv", inputs, output);
    // SAME of TensorFlow puts the odd pixel of padding at the end.
    set(convolution, "auto_pad", padding == "SAME" ? "SAME_UPPER" : "VALID");
    set(convolution, "group", groups);
    set(convolution, "strides", spatial(node, "strides"));
    set(convolution, "dilations", spatial(node, "dilations"));
    if (activation == "Relu") emit("Relu", {output}, node.name);
    if (activation == "Relu6") clip_to_six(output, node.name);
  }

  static std::vector<std::int64_t> spatial(const TfjsNode& node, std::string_view name) {
    const auto values = attribute<std::vector<std::int64_t>>(node, name, {1, 1, 1, 1});
    if (values.size() != 4 || values[0] != 1 || values[3] != 1)
      throw invalid_model(fmt::format("{} has bad {}", node.name, name));
    return {values[1], values[2]};
  }

  const TfjsGraph& graph_;
  onnx::ModelProto model_;
  std::set<std::string> constants_;
};

}  // namespace

std::string convert_to_onnx(const TfjsGraph& graph, std::span<const std::string> outputs) {
  Writer writer(graph);
  for (const auto* node : dependencies_first(graph, outputs)) writer.write(*node);
  for (const auto& output : outputs) writer.declare_output(output);
  return writer.bytes();
}

}  // namespace shrike::vision
