#include <algorithm>
#include <iterator>

#include "handlers/vision/tfjs_operations.h"

namespace shrike::vision::tfjs {
namespace {

using Integers = std::vector<std::int64_t>;
using Strings = std::vector<std::string>;

const Integers kToNhwc = {0, 2, 3, 1};
const Integers kToNchw = {0, 3, 1, 2};

}  // namespace

void mean(const TfjsNode& node, TfjsTranslation& to) {
  const auto from = to.input(node, 0);
  const auto layout = to.layout(from);
  const bool keeps = to.attribute(node, "keep_dims", false);
  Integers axes;
  for (const auto axis : to.integers(to.input(node, 1)))
    axes.push_back(to.axis(axis, layout, node));
  std::sort(axes.begin(), axes.end());
  if (layout == Layout::ChannelsFirst && !keeps && axes != Integers{2, 3})
    throw invalid_model(fmt::format("{} drops other dimensions than height and width", node.name));
  to.set_layout(node.name, keeps ? layout : Layout::Same);
  to.onnx().node("ReduceMean", {from, to.onnx().constant(node.name + "/axes", axes)}, node.name,
                 {{"keepdims", std::int64_t{keeps ? 1 : 0}}});
}

void concatenate(const TfjsNode& node, TfjsTranslation& to) {
  const auto count = static_cast<std::size_t>(
      std::clamp<std::int64_t>(to.attribute<std::int64_t>(node, "N", 0), 0, 1024));
  const auto axis = to.integers(to.input(node, count));
  if (axis.size() != 1) throw invalid_model(fmt::format("{} has a bad axis", node.name));
  Strings parts;
  for (std::size_t i = 0; i < count; ++i) parts.push_back(to.input(node, i));
  if (parts.empty() || std::any_of(parts.begin(), parts.end(), [&](const auto& part) {
        return to.layout(part) != to.layout(parts.front());
      }))
    throw invalid_model(fmt::format("{} has inputs of different ranks", node.name));
  to.write(node, "Concat", parts, {{"axis", to.axis(axis[0], to.layout(parts.front()), node)}});
}

/// Before and after, a pair a dimension there; all before, then all after here.
void pad(const TfjsNode& node, TfjsTranslation& to) {
  const auto from = to.input(node, 0);
  const auto pairs = to.integers(to.input(node, 1));
  if (to.layout(from) != Layout::ChannelsFirst || pairs.size() != 8)
    throw invalid_model(fmt::format("{} pads something other than a picture", node.name));
  Integers pads(8);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto here = static_cast<std::size_t>(
        to.axis(static_cast<std::int64_t>(i), Layout::ChannelsFirst, node));
    pads[here] = pairs[2 * i];
    pads[4 + here] = pairs[2 * i + 1];
  }
  to.write(node, "Pad", {from, to.onnx().constant(node.name + "/pads", pads)});
}

/// A picture takes the original's order of dimensions first, and its own again afterwards.
void reshape(const TfjsNode& node, TfjsTranslation& to) {
  auto from = to.input(node, 0);
  const auto shape = to.integers(to.input(node, 1));
  if (std::any_of(shape.begin(), shape.end(), [](auto side) { return side == 0 || side < -1; }))
    throw invalid_model(fmt::format("{} has a bad shape", node.name));
  if (to.layout(from) == Layout::ChannelsFirst) {
    to.onnx().node("Transpose", {from}, node.name + "/nhwc", {{"perm", kToNhwc}});
    from = node.name + "/nhwc";
  }
  const bool picture = shape.size() == 4;
  const auto reshaped = picture ? node.name + "/reshaped" : node.name;
  to.onnx().node("Reshape", {from, to.onnx().constant(node.name + "/shape", shape)}, reshaped);
  if (picture) to.onnx().node("Transpose", {reshaped}, node.name, {{"perm", kToNchw}});
  to.set_layout(node.name, picture ? Layout::ChannelsFirst : Layout::Same);
}

/// Of a picture its height and width, each 1; the other cases do not occur in models that see.
void squeeze(const TfjsNode& node, TfjsTranslation& to) {
  const auto from = to.input(node, 0);
  if (to.layout(from) != Layout::ChannelsFirst)
    throw invalid_model(fmt::format("{} squeezes something other than a picture", node.name));
  Integers axes;
  for (const auto axis : to.attribute<Integers>(node, "squeeze_dims", {}))
    axes.push_back(to.axis(axis, Layout::ChannelsFirst, node));
  std::sort(axes.begin(), axes.end());
  if (axes != Integers{2, 3})
    throw invalid_model(fmt::format("{} drops other dimensions than height and width", node.name));
  to.onnx().node("Squeeze", {from, to.onnx().constant(node.name + "/axes", axes)}, node.name);
  to.set_layout(node.name, Layout::Same);
}

void resize_bilinear(const TfjsNode& node, TfjsTranslation& to) {
  const auto size = to.integers(to.input(node, 1));
  if (size.size() != 2) throw invalid_model(fmt::format("{} has a bad size", node.name));
  const std::string coordinates = to.attribute(node, "align_corners", false) ? "align_corners"
                                  : to.attribute(node, "half_pixel_centers", false) ? "half_pixel"
                                                                                    : "asymmetric";
  to.write(node, "Resize",
           {to.input(node, 0), "", "", to.onnx().constant(node.name + "/size", size)},
           {{"axes", Integers{2, 3}},
            {"mode", std::string("linear")},
            {"coordinate_transformation_mode", coordinates}});
}

/// Rows of values by a matrix of weights, with a bias where it is fused.
void matrix_product(const TfjsNode& node, TfjsTranslation& to) {
  const auto from = to.input(node, 0);
  if (to.layout(from) != Layout::Same || to.attribute(node, "transpose_a", false))
    throw invalid_model(fmt::format("{} multiplies something other than rows", node.name));
  const auto matrix = to.input(node, 1);
  const auto& values = to.floats(matrix, 2);
  fused(node, "Gemm", {from, to.onnx().constant(matrix, to.weight(matrix)->shape, values)},
        {{"transB", std::int64_t{to.attribute(node, "transpose_b", false) ? 1 : 0}}}, to);
}

}  // namespace shrike::vision::tfjs
