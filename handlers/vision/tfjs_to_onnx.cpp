#include "handlers/vision/tfjs_to_onnx.h"

#include <map>
#include <string_view>

#include "handlers/vision/graph_order.h"
#include "handlers/vision/tfjs_operations.h"
#include "handlers/vision/tfjs_translation.h"

namespace shrike::vision {
namespace {

/// Written by whoever reads it, in the layout that reader needs.
void constant(const TfjsNode& node, TfjsTranslation& to) {
  if (to.weight(node.name) == nullptr)
    throw invalid_model(fmt::format("constant {} has no weight", node.name));
}

void placeholder(const TfjsNode& node, TfjsTranslation& to) {
  to.onnx().input(node.name);
  to.set_layout(node.name, Layout::ChannelsFirst);
}

void translate(const TfjsNode& node, TfjsTranslation& to) {
  static const std::map<std::string_view, void (*)(const TfjsNode&, TfjsTranslation&)> operations =
      {
          {"Const", constant},
          {"Placeholder", placeholder},
          {"Identity", tfjs::identity},
          {"Relu", tfjs::relu},
          {"Relu6", tfjs::relu6},
          {"Prelu", tfjs::prelu},
          {"Sigmoid", tfjs::sigmoid},
          {"Softmax", tfjs::softmax},
          {"Add", tfjs::add},
          {"AddV2", tfjs::add},
          {"BiasAdd", tfjs::add},
          {"Sub", tfjs::subtract},
          {"Mul", tfjs::multiply},
          {"Minimum", tfjs::minimum},
          {"Maximum", tfjs::maximum},
          {"Conv2D", tfjs::convolution},
          {"_FusedConv2D", tfjs::convolution},
          {"DepthwiseConv2dNative", tfjs::depthwise_convolution},
          {"FusedDepthwiseConv2dNative", tfjs::depthwise_convolution},
          {"MaxPool", tfjs::max_pool},
          {"AvgPool", tfjs::average_pool},
          {"Mean", tfjs::mean},
          {"ConcatV2", tfjs::concatenate},
          {"Pad", tfjs::pad},
          {"Reshape", tfjs::reshape},
          {"Squeeze", tfjs::squeeze},
          {"ResizeBilinear", tfjs::resize_bilinear},
          {"MatMul", tfjs::matrix_product},
          {"_FusedMatMul", tfjs::matrix_product},
      };
  const auto operation = operations.find(node.op);
  if (operation == operations.end())
    throw invalid_model(fmt::format("operation {} of {} is not supported", node.op, node.name));
  operation->second(node, to);
}

}  // namespace

std::string convert_to_onnx(const TfjsGraph& graph, std::span<const std::string> outputs) {
  TfjsTranslation translation(graph);
  for (const auto* node : dependencies_first(graph, outputs)) translate(*node, translation);
  for (const auto& output : outputs) translation.onnx().output(output);
  return translation.onnx().bytes();
}

}  // namespace shrike::vision
