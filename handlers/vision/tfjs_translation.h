#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "handlers/vision/model_error.h"
#include "handlers/vision/onnx_builder.h"
#include "handlers/vision/tfjs_graph.h"

namespace shrike::vision {

/// How a value of the ONNX model lies, compared with the original's.
enum class Layout {
  ChannelsFirst,  ///< four dimensions: NHWC there, NCHW here
  Same,           ///< any other number of dimensions, in the same order
};

/// A graph on its way to ONNX: what an operation's translation reads of the one and writes of the
/// other. Whatever reads throws Error "Model.Invalid" (Reject), naming the node.
class TfjsTranslation {
 public:
  explicit TfjsTranslation(const TfjsGraph& graph) : graph_(graph) {}

  /// The name of the value that is a node's input.
  [[nodiscard]] static std::string input(const TfjsNode& node, std::size_t index);
  /// `otherwise` where the node has no such attribute.
  template <class Value>
  [[nodiscard]] static Value attribute(const TfjsNode& node, std::string_view name,
                                       Value otherwise);

  /// Null where `name` is no constant.
  [[nodiscard]] const TfjsTensor* weight(const std::string& name) const;
  /// The weights of a constant that must have `rank` dimensions.
  [[nodiscard]] const std::vector<float>& floats(const std::string& name, std::size_t rank) const;
  /// Those of a constant, in the original's order.
  [[nodiscard]] std::vector<std::int64_t> integers(const std::string& name) const;

  /// That of a value written before; a constant has none.
  [[nodiscard]] Layout layout(const std::string& name) const;
  void set_layout(const std::string& name, Layout layout) { layouts_[name] = layout; }
  /// An axis of the original's value as one of ours.
  [[nodiscard]] static std::int64_t axis(std::int64_t original, Layout layout,
                                         const TfjsNode& node);

  /// The result of `node`, of the layout of the operation's first input.
  void write(const TfjsNode& node, std::string_view op, const std::vector<std::string>& inputs,
             const OnnxAttributes& attributes = {});

  OnnxBuilder& onnx() { return onnx_; }

 private:
  const TfjsGraph& graph_;
  OnnxBuilder onnx_;
  std::map<std::string, Layout> layouts_;
};

template <class Value>
Value TfjsTranslation::attribute(const TfjsNode& node, std::string_view name, Value otherwise) {
  const auto found = node.attributes.find(name);
  if (found == node.attributes.end()) return otherwise;
  const auto* value = std::get_if<Value>(&found->second);
  if (value == nullptr)
    throw invalid_model(fmt::format("attribute {} of {} has another type", name, node.name));
  return *value;
}

}  // namespace shrike::vision
