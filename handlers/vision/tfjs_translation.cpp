#include "handlers/vision/tfjs_translation.h"

#include <array>

#include "handlers/vision/graph_order.h"

namespace shrike::vision {
namespace {

/// Where a dimension of NHWC stands in NCHW.
constexpr std::array<std::int64_t, 4> kToNchw = {0, 2, 3, 1};

}  // namespace

std::string TfjsTranslation::input(const TfjsNode& node, std::size_t index) {
  if (index >= node.inputs.size() || orders_only(node.inputs[index]))
    throw invalid_model(fmt::format("{} has too few inputs", node.name));
  return source_of(node.inputs[index]);
}

const TfjsTensor* TfjsTranslation::weight(const std::string& name) const {
  const auto found = graph_.weights.find(name);
  return found == graph_.weights.end() ? nullptr : &found->second;
}

const std::vector<float>& TfjsTranslation::floats(const std::string& name, std::size_t rank) const {
  const auto* tensor = weight(name);
  const auto* values =
      tensor == nullptr ? nullptr : std::get_if<std::vector<float>>(&tensor->values);
  if (values == nullptr || tensor->shape.size() != rank)
    throw invalid_model(fmt::format("{} is no weight of floats in {} dimensions", name, rank));
  return *values;
}

std::vector<std::int64_t> TfjsTranslation::integers(const std::string& name) const {
  const auto* tensor = weight(name);
  const auto* values =
      tensor == nullptr ? nullptr : std::get_if<std::vector<std::int32_t>>(&tensor->values);
  if (values == nullptr) throw invalid_model(fmt::format("{} is no weight of integers", name));
  return {values->begin(), values->end()};
}

Layout TfjsTranslation::layout(const std::string& name) const {
  const auto found = layouts_.find(name);
  if (found == layouts_.end())
    throw invalid_model(fmt::format("{} is a constant where a value belongs", name));
  return found->second;
}

std::int64_t TfjsTranslation::axis(std::int64_t original, Layout layout, const TfjsNode& node) {
  if (layout == Layout::Same) return original;
  if (original < 0) original += 4;
  if (original < 0 || original >= 4)
    throw invalid_model(fmt::format("{} has a bad axis", node.name));
  return kToNchw[static_cast<std::size_t>(original)];
}

void TfjsTranslation::write(const TfjsNode& node, std::string_view op,
                            const std::vector<std::string>& inputs,
                            const OnnxAttributes& attributes) {
  set_layout(node.name, layout(inputs.front()));
  onnx_.node(op, inputs, node.name, attributes);
}

}  // namespace shrike::vision
