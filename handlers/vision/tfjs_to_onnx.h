#pragma once

#include <span>
#include <string>

#include "handlers/vision/tfjs_graph.h"

namespace shrike::vision {

/// Writes the part of `graph` that `outputs` depend on as an ONNX model (serialised ModelProto,
/// opset 18), with four-dimensional tensors in NCHW instead of NHWC. Inputs and outputs keep their
/// names. The operations are those of convolutional detectors; throws Error "Model.Invalid"
/// (Reject), naming node and operation, for any other, and for a graph that has no order.
[[nodiscard]] std::string convert_to_onnx(const TfjsGraph& graph,
                                          std::span<const std::string> outputs);

}  // namespace shrike::vision
