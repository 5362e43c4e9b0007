#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "handlers/vision/tfjs_weights.h"

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

/// A graph model of TensorFlow.js: nodes in no particular order, layout NHWC.
struct TfjsGraph {
  std::map<std::string, TfjsNode, std::less<>> nodes;
  TfjsWeights weights;  ///< the values of the Const nodes
};

/// Reads `model.json` (modelTopology and weightsManifest) and the bytes of its weight files, put
/// together in the manifest's order. Throws Error "Model.Invalid" (Reject) for anything malformed,
/// and what parse_tfjs_weights throws.
[[nodiscard]] TfjsGraph parse_tfjs_graph(std::string_view model_json, std::string_view weights);

}  // namespace shrike::vision
