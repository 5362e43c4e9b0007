#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace shrike::vision {

/// The value of a node's attribute, out of TensorFlow's AttrValue: b, i, f, s and list of i or s.
/// Types and shapes are left out: the operations read here do not depend on them.
using TfjsAttribute = std::variant<bool, std::int64_t, double, std::string,
                                   std::vector<std::int64_t>, std::vector<std::string>>;

struct TfjsNode {
  std::string name;
  std::string op;
  std::vector<std::string> inputs;
  std::map<std::string, TfjsAttribute, std::less<>> attributes;
};

struct TfjsTensor {
  std::vector<std::int64_t> shape;  ///< empty for a scalar
  std::variant<std::vector<float>, std::vector<std::int32_t>> values;
};

/// A graph model of TensorFlow.js: nodes in no particular order, layout NHWC.
struct TfjsGraph {
  std::map<std::string, TfjsNode, std::less<>> nodes;
  std::map<std::string, TfjsTensor, std::less<>> weights;  ///< the values of the Const nodes
};

/// Reads `model.json` (modelTopology and weightsManifest) and the bytes of its weight files, put
/// together in the manifest's order. Weights are float32 or int32, floats also as float16.
/// Throws Error "Model.Invalid" (Reject) for anything malformed, and where the weights are shorter
/// or longer than the manifest says.
[[nodiscard]] TfjsGraph parse_tfjs_graph(std::string_view model_json, std::string_view weights);

}  // namespace shrike::vision
