#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "handlers/vision/tfjs_graph.h"
#include "handlers/vision/tfjs_translation.h"

/// How an operation of TensorFlow is written in ONNX: a function each, a file a family. All throw
/// Error "Model.Invalid" (Reject) for what ONNX, or this importer, cannot express.
namespace shrike::vision::tfjs {

// tfjs_elementwise.cpp: value by value; a constant spreads as it does in the original.
void identity(const TfjsNode& node, TfjsTranslation& to);
void relu(const TfjsNode& node, TfjsTranslation& to);
void relu6(const TfjsNode& node, TfjsTranslation& to);
void prelu(const TfjsNode& node, TfjsTranslation& to);
void sigmoid(const TfjsNode& node, TfjsTranslation& to);
void softmax(const TfjsNode& node, TfjsTranslation& to);
void add(const TfjsNode& node, TfjsTranslation& to);
void subtract(const TfjsNode& node, TfjsTranslation& to);
void multiply(const TfjsNode& node, TfjsTranslation& to);
void minimum(const TfjsNode& node, TfjsTranslation& to);
void maximum(const TfjsNode& node, TfjsTranslation& to);
/// Writes `op` with what the node is fused with: the bias, its third input, and an activation.
/// Prelu's slopes are the input after that.
void fused(const TfjsNode& node, std::string_view op, std::vector<std::string> inputs,
           const OnnxAttributes& attributes, TfjsTranslation& to);

// tfjs_convolution.cpp: windows over a picture.
void convolution(const TfjsNode& node, TfjsTranslation& to);
void depthwise_convolution(const TfjsNode& node, TfjsTranslation& to);
void max_pool(const TfjsNode& node, TfjsTranslation& to);
void average_pool(const TfjsNode& node, TfjsTranslation& to);

// tfjs_dimensions.cpp: what moves, joins or drops dimensions.
void mean(const TfjsNode& node, TfjsTranslation& to);
void concatenate(const TfjsNode& node, TfjsTranslation& to);
void pad(const TfjsNode& node, TfjsTranslation& to);
void reshape(const TfjsNode& node, TfjsTranslation& to);
void squeeze(const TfjsNode& node, TfjsTranslation& to);
void resize_bilinear(const TfjsNode& node, TfjsTranslation& to);
void matrix_product(const TfjsNode& node, TfjsTranslation& to);

}  // namespace shrike::vision::tfjs
