#include "handlers/vision/onnx_builder.h"

#include <onnx/onnx_pb.h>

namespace shrike::vision {
namespace {

/// Resize with `axes` and reductions with their axes as an input came with opset 18; ONNX Runtime
/// reads it since 1.14. IR version 8 belongs to it.
constexpr int kOpset = 18;
constexpr int kIrVersion = 8;

onnx::TypeProto_Tensor& declare(onnx::ValueInfoProto& value, const std::string& name) {
  value.set_name(name);
  auto& tensor = *value.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(onnx::TensorProto_DataType_FLOAT);
  return tensor;
}

void set(onnx::AttributeProto& attribute, std::int64_t value) {
  attribute.set_type(onnx::AttributeProto_AttributeType_INT);
  attribute.set_i(value);
}
void set(onnx::AttributeProto& attribute, const std::string& value) {
  attribute.set_type(onnx::AttributeProto_AttributeType_STRING);
  attribute.set_s(value);
}
void set(onnx::AttributeProto& attribute, const std::vector<std::int64_t>& values) {
  attribute.set_type(onnx::AttributeProto_AttributeType_INTS);
  for (const auto value : values) attribute.add_ints(value);
}

template <class Value>
void add_initializer(onnx::GraphProto& graph, const std::string& name,
                     onnx::TensorProto_DataType type, const std::vector<std::int64_t>& shape,
                     const std::vector<Value>& values) {
  auto& tensor = *graph.add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(type);
  for (const auto side : shape) tensor.add_dims(side);
  tensor.set_raw_data(values.data(), values.size() * sizeof(Value));
}

}  // namespace

OnnxBuilder::OnnxBuilder() : model_(std::make_unique<onnx::ModelProto>()) {
  model_->set_ir_version(kIrVersion);
  model_->set_producer_name("shrike");
  model_->add_opset_import()->set_version(kOpset);
  model_->mutable_graph()->set_name("tfjs");
}

OnnxBuilder::~OnnxBuilder() = default;

void OnnxBuilder::input(const std::string& name) {
  auto& tensor = declare(*model_->mutable_graph()->add_input(), name);
  // Only the number of dimensions matters: ONNX Runtime infers the rest from what it is given.
  for (const char* side : {"n", "c", "h", "w"})
    tensor.mutable_shape()->add_dim()->set_dim_param(side);
}

void OnnxBuilder::output(const std::string& name) {
  declare(*model_->mutable_graph()->add_output(), name);
}

void OnnxBuilder::node(std::string_view op, const std::vector<std::string>& inputs,
                       const std::string& output, const OnnxAttributes& attributes) {
  auto& node = *model_->mutable_graph()->add_node();
  node.set_op_type(std::string(op));
  for (const auto& input : inputs) node.add_input(input);
  node.add_output(output);
  for (const auto& [name, value] : attributes) {
    auto& attribute = *node.add_attribute();
    attribute.set_name(name);
    std::visit([&attribute](const auto& known) { set(attribute, known); }, value);
  }
}

std::string OnnxBuilder::constant(std::string name, const std::vector<std::int64_t>& shape,
                                  const std::vector<float>& values) {
  if (constants_.insert(name).second)
    add_initializer(*model_->mutable_graph(), name, onnx::TensorProto_DataType_FLOAT, shape,
                    values);
  return name;
}

std::string OnnxBuilder::constant(std::string name, const std::vector<std::int64_t>& values) {
  if (constants_.insert(name).second)
    add_initializer(*model_->mutable_graph(), name, onnx::TensorProto_DataType_INT64,
                    {static_cast<std::int64_t>(values.size())}, values);
  return name;
}

std::string OnnxBuilder::bytes() const { return model_->SerializeAsString(); }

}  // namespace shrike::vision
