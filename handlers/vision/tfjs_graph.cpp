#include "handlers/vision/tfjs_graph.h"

#include <bit>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "handlers/vision/model_error.h"
#include "runtime/base64.h"

namespace shrike::vision {
namespace {

using nlohmann::json;

/// Weights are little-endian, as is every machine that this is built for.
static_assert(std::endian::native == std::endian::little);

/// IEEE 754 binary16 to binary32, subnormals, infinities and NaN included.
float from_half(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000U) << 16U;
  const std::uint32_t exponent = (half >> 10U) & 0x1FU;
  const std::uint32_t fraction = half & 0x3FFU;
  if (exponent == 0) {
    // 2^-24 is the unit of a subnormal half.
    const float magnitude = static_cast<float>(fraction) * 0x1p-24F;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(magnitude) | sign);
  }
  const std::uint32_t rebased = exponent == 0x1FU ? 0xFFU : exponent + (127 - 15);
  return std::bit_cast<float>(sign | (rebased << 23U) | (fraction << 13U));
}

template <class Value>
std::vector<Value> copied(std::string_view bytes) {
  std::vector<Value> values(bytes.size() / sizeof(Value));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(Value));
  return values;
}

/// Hands out the weights in the manifest's order, never past their end.
class WeightReader {
 public:
  explicit WeightReader(std::string_view bytes) : rest_(bytes) {}

  std::string_view take(std::size_t count, std::size_t size, const std::string& name) {
    if (count > rest_.size() / size)
      throw invalid_model(fmt::format("weight {} is cut short", name));
    const auto taken = rest_.substr(0, count * size);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  [[nodiscard]] bool empty() const { return rest_.empty(); }

  /// The number of elements of `shape`; at most what the rest could hold in bytes.
  [[nodiscard]] std::size_t elements(const std::vector<std::int64_t>& shape,
                                     const std::string& name) const {
    std::size_t count = 1;
    for (const std::int64_t side : shape) {
      if (side <= 0 || static_cast<std::uint64_t>(side) > rest_.size() / count)
        throw invalid_model(fmt::format("weight {} has a bad shape", name));
      count *= static_cast<std::size_t>(side);
    }
    return count;
  }

 private:
  std::string_view rest_;
};

/// Protocol Buffers' JSON writes 64-bit integers as strings; TensorFlow.js' converter does not
/// always.
std::int64_t read_integer(const json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  const auto& text = value.get_ref<const std::string&>();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw invalid_model("it has text where a number belongs");
  return number;
}

std::vector<std::int64_t> read_integers(const json& values) {
  if (!values.is_array()) throw invalid_model("it has a value where a list belongs");
  std::vector<std::int64_t> integers;
  for (const json& value : values) integers.push_back(read_integer(value));
  return integers;
}

TfjsTensor read_weight(const json& entry, const std::string& name, WeightReader& reader) {
  TfjsTensor tensor;
  tensor.shape = read_integers(entry.at("shape"));
  const auto dtype = entry.at("dtype").get<std::string>();
  const auto stored =
      entry.contains("quantization") ? entry["quantization"].at("dtype").get<std::string>() : dtype;
  const std::size_t count = reader.elements(tensor.shape, name);

  if (dtype == "int32" && stored == "int32") {
    tensor.values = copied<std::int32_t>(reader.take(count, sizeof(std::int32_t), name));
  } else if (dtype == "float32" && stored == "float32") {
    tensor.values = copied<float>(reader.take(count, sizeof(float), name));
  } else if (dtype == "float32" && stored == "float16") {
    std::vector<float> values;
    values.reserve(count);
    for (const auto half : copied<std::uint16_t>(reader.take(count, sizeof(std::uint16_t), name)))
      values.push_back(from_half(half));
    tensor.values = std::move(values);
  } else {
    throw invalid_model(fmt::format("weight {} is of type {} stored as {}", name, dtype, stored));
  }
  return tensor;
}

std::string read_bytes(const json& value) {
  auto bytes = base64_decode(value.get_ref<const std::string&>());
  if (!bytes) throw invalid_model("an attribute is not base64");
  return *std::move(bytes);
}

std::optional<TfjsAttribute> read_attribute(const json& value) {
  if (value.contains("b")) return value["b"].get<bool>();
  if (value.contains("i")) return read_integer(value["i"]);
  if (value.contains("f")) return value["f"].get<double>();
  if (value.contains("s")) return read_bytes(value["s"]);
  if (!value.contains("list")) return std::nullopt;

  const json& list = value["list"];
  if (list.contains("s")) {
    std::vector<std::string> strings;
    for (const json& item : list["s"]) strings.push_back(read_bytes(item));
    return strings;
  }
  if (list.contains("i")) return read_integers(list["i"]);
  return std::nullopt;
}

TfjsNode read_node(const json& entry) {
  TfjsNode node;
  node.name = entry.at("name").get<std::string>();
  node.op = entry.at("op").get<std::string>();
  if (entry.contains("input")) node.inputs = entry["input"].get<std::vector<std::string>>();
  if (entry.contains("attr")) {
    for (const auto& [name, value] : entry["attr"].items()) {
      if (auto attribute = read_attribute(value))
        node.attributes.emplace(name, *std::move(attribute));
    }
  }
  return node;
}

}  // namespace

TfjsGraph parse_tfjs_graph(std::string_view model_json, std::string_view weights) {
  TfjsGraph graph;
  try {
    const json model = json::parse(model_json);
    for (const json& entry : model.at("modelTopology").at("node")) {
      TfjsNode node = read_node(entry);
      auto name = node.name;
      if (!graph.nodes.emplace(std::move(name), std::move(node)).second)
        throw invalid_model("a node is there twice");
    }
    WeightReader reader(weights);
    for (const json& group : model.at("weightsManifest")) {
      for (const json& entry : group.at("weights")) {
        auto name = entry.at("name").get<std::string>();
        auto tensor = read_weight(entry, name, reader);
        graph.weights.insert_or_assign(std::move(name), std::move(tensor));
      }
    }
    if (!reader.empty()) throw invalid_model("there are more weights than its manifest names");
  } catch (const json::exception& error) {
    throw invalid_model(error.what());
  }
  return graph;
}

}  // namespace shrike::vision
