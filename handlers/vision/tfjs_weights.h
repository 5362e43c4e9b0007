#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace shrike::vision {

struct TfjsTensor {
  std::vector<std::int64_t> shape;  ///< empty for a scalar
  std::variant<std::vector<float>, std::vector<std::int32_t>> values;
};

using TfjsWeights = std::map<std::string, TfjsTensor, std::less<>>;

/// Reads the weights of a TensorFlow.js model: its `weightsManifest`, a list of groups, and the
/// bytes of the files that it names, one after the other. Weights are float32 or int32, floats also
/// as float16, or in steps of a byte or two. Throws Error "Model.Invalid" (Reject) for anything
/// malformed, and where the bytes are fewer or more than the manifest says.
[[nodiscard]] TfjsWeights parse_tfjs_weights(const nlohmann::json& manifest,
                                             std::string_view bytes);

}  // namespace shrike::vision
