#include <array>
#include <utility>

#include "handlers/vision/tfjs_operations.h"

namespace shrike::vision::tfjs {
namespace {

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

TfjsTensor kernel_of(const std::string& name, const std::array<std::size_t, 4>& order,
                     const TfjsTranslation& to) {
  const auto& values = to.floats(name, 4);
  return transposed(to.weight(name)->shape, values, order);
}

std::vector<std::int64_t> spatial(const TfjsNode& node, std::string_view name) {
  const auto values =
      TfjsTranslation::attribute<std::vector<std::int64_t>>(node, name, {1, 1, 1, 1});
  if (values.size() != 4 || values[0] != 1 || values[3] != 1)
    throw invalid_model(fmt::format("{} has bad {}", node.name, name));
  return {values[1], values[2]};
}

/// The picture that a window runs over.
std::string picture(const TfjsNode& node, const TfjsTranslation& to) {
  if (to.attribute<std::string>(node, "data_format", "NHWC") != "NHWC")
    throw invalid_model(fmt::format("{} is not NHWC", node.name));
  auto name = to.input(node, 0);
  if (to.layout(name) != Layout::ChannelsFirst)
    throw invalid_model(fmt::format("{} runs over something other than a picture", node.name));
  return name;
}

/// SAME of TensorFlow puts the odd pixel of padding at the end.
std::string auto_pad(const TfjsNode& node) {
  auto padding = TfjsTranslation::attribute<std::string>(node, "padding", "");
  if (padding == "SAME") return "SAME_UPPER";
  if (padding == "VALID") return padding;
  throw invalid_model(fmt::format("{} has padding {}", node.name, padding));
}

void write_convolution(const TfjsNode& node, const std::string& kernel_name,
                       const TfjsTensor& kernel, std::int64_t groups, TfjsTranslation& to) {
  fused(node, "Conv",
        {picture(node, to), to.onnx().constant(kernel_name + "/nchw", kernel.shape,
                                               std::get<std::vector<float>>(kernel.values))},
        {{"auto_pad", auto_pad(node)},
         {"group", groups},
         {"strides", spatial(node, "strides")},
         {"dilations", spatial(node, "dilations")}},
        to);
}

void write_pool(const TfjsNode& node, std::string_view op, TfjsTranslation& to) {
  to.write(node, op, {picture(node, to)},
           {{"auto_pad", auto_pad(node)},
            {"kernel_shape", spatial(node, "ksize")},
            {"strides", spatial(node, "strides")}});
}

}  // namespace

/// Weights [height, width, in, out] become [out, in, height, width].
void convolution(const TfjsNode& node, TfjsTranslation& to) {
  const auto name = to.input(node, 1);
  write_convolution(node, name, kernel_of(name, {3, 2, 0, 1}, to), 1, to);
}

/// Weights [height, width, in, multiplier] become [in * multiplier, 1, height, width].
void depthwise_convolution(const TfjsNode& node, TfjsTranslation& to) {
  const auto name = to.input(node, 1);
  auto kernel = kernel_of(name, {2, 3, 0, 1}, to);
  const std::int64_t channels = kernel.shape[0];
  kernel.shape[0] *= std::exchange(kernel.shape[1], 1);
  write_convolution(node, name, kernel, channels, to);
}

void max_pool(const TfjsNode& node, TfjsTranslation& to) { write_pool(node, "MaxPool", to); }

/// What lies outside of the picture is not counted, there as here.
void average_pool(const TfjsNode& node, TfjsTranslation& to) {
  write_pool(node, "AveragePool", to);
}

}  // namespace shrike::vision::tfjs
