#include "handlers/vision/tfjs_graph.h"

#include <optional>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "handlers/vision/model_error.h"
#include "runtime/base64.h"
#include "runtime/number.h"

namespace shrike::vision {
namespace {

using nlohmann::json;

/// Protocol Buffers' JSON writes 64-bit integers as strings; TensorFlow.js' converter does not
/// always.
std::int64_t read_integer(const json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  const auto& text = value.get_ref<const std::string&>();
  const auto number = parse_number<std::int64_t>(text);
  if (!number) throw invalid_model("it has text where a number belongs");
  return *number;
}

std::vector<std::int64_t> read_integers(const json& values) {
  if (!values.is_array()) throw invalid_model("it has a value where a list belongs");
  std::vector<std::int64_t> integers;
  for (const json& value : values) integers.push_back(read_integer(value));
  return integers;
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
    graph.weights = parse_tfjs_weights(model.at("weightsManifest"), weights);
  } catch (const json::exception& error) {
    throw invalid_model(error.what());
  }
  return graph;
}

}  // namespace shrike::vision
