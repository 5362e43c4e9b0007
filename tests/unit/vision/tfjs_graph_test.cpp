#include "handlers/vision/tfjs_graph.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "runtime/error.h"
#include "tests/unit/vision/files.h"

namespace shrike::vision {
namespace {

using nlohmann::json;

/// A model of one weight, 2 x 3 halves, and one node with an attribute of every kind.
json model() {
  return json::parse(R"({
    "modelTopology": {"node": [{
      "name": "a", "op": "Conv2D", "input": ["x", "w"], "device": "/device:CPU:0",
      "attr": {
        "flag": {"b": true}, "count": {"i": "2"}, "plain": {"i": 3}, "small": {"f": 0.5},
        "format": {"s": "TkhXQw=="}, "strides": {"list": {"i": ["1", "2", "2", "1"]}},
        "fused": {"list": {"s": ["Qmlhc0FkZA=="]}}, "none": {"list": {}},
        "T": {"type": "DT_FLOAT"}, "shape": {"shape": {"dim": [{"size": "1"}]}}
      }}]},
    "weightsManifest": [{"paths": ["w.bin"], "weights": [{
      "name": "w", "shape": [2, 3], "dtype": "float32", "quantization": {"dtype": "float16"}}]}]
  })");
}

json& weight(json& model) { return model["weightsManifest"][0]["weights"][0]; }
json& node(json& model) { return model["modelTopology"]["node"][0]; }

const std::string kHalves("\x00\x3C\x00\xC0\xFF\x7B\x01\x00\x00\x7C\x00\x80", 12);

/// The message of the refusal; fails where there is none.
std::string refusal(const json& model, const std::string& weights = kHalves) {
  try {
    (void)parse_tfjs_graph(model.dump(), weights);
  } catch (const Error& error) {
    EXPECT_EQ(error.type(), "Model.Invalid");
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
    return error.message();
  }
  ADD_FAILURE() << "accepted " << model;
  return {};
}

TEST(TfjsGraph, ReadsNodesWithTheirAttributes) {
  const auto graph = parse_tfjs_graph(model().dump(), kHalves);
  const auto& a = graph.nodes.at("a");
  EXPECT_EQ(a.op, "Conv2D");
  EXPECT_EQ(a.inputs, (std::vector<std::string>{"x", "w"}));
  const auto value = [&](const char* name) { return a.attributes.at(name); };
  EXPECT_EQ(value("flag"), TfjsAttribute(true));
  EXPECT_EQ(value("count"), TfjsAttribute(std::int64_t{2}));
  EXPECT_EQ(value("plain"), TfjsAttribute(std::int64_t{3}));
  EXPECT_EQ(value("small"), TfjsAttribute(0.5));
  EXPECT_EQ(value("format"), TfjsAttribute(std::string("NHWC")));
  EXPECT_EQ(value("strides"), TfjsAttribute(std::vector<std::int64_t>{1, 2, 2, 1}));
  EXPECT_EQ(value("fused"), TfjsAttribute(std::vector<std::string>{"BiasAdd"}));
  EXPECT_EQ(a.attributes.size(), 7U);
}

TEST(TfjsGraph, WidensHalves) {
  const auto graph = parse_tfjs_graph(model().dump(), kHalves);
  const auto& tensor = graph.weights.at("w");
  EXPECT_EQ(tensor.shape, (std::vector<std::int64_t>{2, 3}));
  const auto& values = std::get<std::vector<float>>(tensor.values);
  EXPECT_EQ(values[0], 1.0F);
  EXPECT_EQ(values[1], -2.0F);
  EXPECT_EQ(values[2], 65504.0F);
  EXPECT_EQ(values[3], 0x1p-24F);
  EXPECT_TRUE(std::isinf(values[4]));
  EXPECT_TRUE(std::signbit(values[5]));
  EXPECT_EQ(values[5], 0.0F);
}

TEST(TfjsGraph, ReadsFloatsAndIntegersAsTheyAre) {
  auto description = model();
  weight(description) = {{"name", "w"}, {"shape", json::array()}, {"dtype", "float32"}};
  auto graph = parse_tfjs_graph(description.dump(), std::string("\x00\x00\xC0\x3F", 4));
  EXPECT_TRUE(graph.weights.at("w").shape.empty());
  EXPECT_EQ(std::get<std::vector<float>>(graph.weights.at("w").values), std::vector{1.5F});

  weight(description) = {{"name", "w"}, {"shape", {1}}, {"dtype", "int32"}};
  graph = parse_tfjs_graph(description.dump(), "\xFE\xFF\xFF\xFF");
  EXPECT_EQ(std::get<std::vector<std::int32_t>>(graph.weights.at("w").values), std::vector{-2});
}

TEST(TfjsGraph, RefusesWeightsOfAnotherLength) {
  for (std::size_t length = 0; length < kHalves.size(); ++length)
    refusal(model(), kHalves.substr(0, length));
  EXPECT_NE(refusal(model(), kHalves + "x").find("more weights"), std::string::npos);
}

TEST(TfjsGraph, RefusesShapesBeyondTheWeights) {
  for (const char* shape :
       {"[0]", "[-1]", "[-1, -6]", "[7]", "[9223372036854775807]", "[4294967296, 4294967296]",
        "[3, 4294967296, 4294967296, 4294967296]", "[1e300]", "[1.5]", "[18446744073709551615]",
        "\"six\"", "[\"six\"]", "[[6]]", "[null]", "6"}) {
    auto description = model();
    weight(description)["shape"] = json::parse(shape);
    refusal(description);
  }
}

TEST(TfjsGraph, RefusesTypesItDoesNotKnow) {
  for (const char* type : {"uint8", "string", "bool", ""}) {
    auto description = model();
    weight(description)["quantization"]["dtype"] = type;
    refusal(description);
    weight(description).erase("quantization");
    weight(description)["dtype"] = type;
    refusal(description);
  }
}

TEST(TfjsGraph, RefusesMalformedNodes) {
  const std::pair<const char*, const char*> changes[] = {
      {"name", "7"},
      {"op", "null"},
      {"input", "\"x\""},
      {"input", "[1]"},
      {"attr", R"({"a": {"s": "not base64"}})"},
      {"attr", R"({"a": {"s": 1}})"},
      {"attr", R"({"a": {"i": "12x"}})"},
      {"attr", R"({"a": {"i": ""}})"},
      {"attr", R"({"a": {"i": "99999999999999999999"}})"},
      {"attr", R"({"a": {"i": 1.5}})"},
      {"attr", R"({"a": {"b": "yes"}})"},
      {"attr", R"({"a": {"list": {"i": [{}]}}})"},
      {"attr", R"({"a": {"list": {"s": ["="]}}})"}};
  for (const auto& [key, value] : changes) {
    auto description = model();
    node(description)[key] = json::parse(value);
    refusal(description);
  }
}

TEST(TfjsGraph, RefusesANodeThatIsThereTwice) {
  auto description = model();
  description["modelTopology"]["node"].push_back(node(description));
  EXPECT_NE(refusal(description).find("twice"), std::string::npos);
}

TEST(TfjsGraph, RefusesWhatIsNoModel) {
  for (const char* text :
       {"", "{", "[]", "null", "{}", R"({"modelTopology": 1})", R"({"modelTopology": {"node": 1}})",
        R"({"modelTopology": {"node": []}, "weightsManifest": [{}]})",
        R"({"modelTopology": {"node": []}, "weightsManifest": [[]]})", "\xFF\xFE"})
    EXPECT_THROW((void)parse_tfjs_graph(text, ""), Error) << text;
  EXPECT_THROW((void)parse_tfjs_graph(std::string(100'000, '['), ""), Error);
}

TEST(TfjsGraph, RefusesOrReadsWhateverBytesChange) {
  const auto good = model().dump();
  std::size_t read = 0;
  std::size_t refused = 0;
  for (std::size_t place = 0; place < good.size(); ++place) {
    for (const char byte : {'\0', '"', '{', ']', '-', '9', 'e', '\\', '\xFF'}) {
      auto changed = good;
      changed[place] = byte;
      try {
        (void)parse_tfjs_graph(changed, kHalves);
        ++read;
      } catch (const Error& error) {
        EXPECT_EQ(error.type(), "Model.Invalid") << changed;
        ++refused;
      }
    }
  }
  EXPECT_GT(read, 0U);
  EXPECT_GT(refused, read);
}

TEST(TfjsGraph, RefusesTheRealModelCutShort) {
  const auto description = read_file(kModels / "centernet.json");
  const auto weights = read_file(kModels / "centernet.bin");
  EXPECT_EQ(parse_tfjs_graph(description, weights).weights.size(), 267U);
  for (const auto length : {std::size_t{0}, std::size_t{1}, weights.size() / 2, weights.size() - 1})
    EXPECT_THROW((void)parse_tfjs_graph(description, weights.substr(0, length)), Error) << length;
  for (const auto length : {description.size() / 2, description.size() - 1})
    EXPECT_THROW((void)parse_tfjs_graph(description.substr(0, length), weights), Error) << length;
}

}  // namespace
}  // namespace shrike::vision
