#include "handlers/vision/tfjs_weights.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "handlers/vision/model_error.h"

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

/// What a float is stored as, a byte or two, says how far it lies from the least of its weight.
template <class Stored>
std::vector<float> dequantized(std::string_view bytes, const json& quantization) {
  const auto scale = quantization.at("scale").get<double>();
  const auto least = quantization.at("min").get<double>();
  std::vector<float> values;
  values.reserve(bytes.size() / sizeof(Stored));
  for (const auto step : copied<Stored>(bytes))
    values.push_back(static_cast<float>(step * scale + least));
  return values;
}

std::vector<std::int64_t> read_shape(const json& sides, const std::string& name) {
  if (!sides.is_array() || !std::all_of(sides.begin(), sides.end(),
                                        [](const json& side) { return side.is_number_integer(); }))
    throw invalid_model(fmt::format("weight {} has a bad shape", name));
  return sides.get<std::vector<std::int64_t>>();
}

TfjsTensor read_weight(const json& entry, const std::string& name, WeightReader& reader) {
  TfjsTensor tensor;
  tensor.shape = read_shape(entry.at("shape"), name);
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
  } else if (dtype == "float32" && stored == "uint8") {
    tensor.values = dequantized<std::uint8_t>(reader.take(count, 1, name), entry["quantization"]);
  } else if (dtype == "float32" && stored == "uint16") {
    tensor.values = dequantized<std::uint16_t>(reader.take(count, 2, name), entry["quantization"]);
  } else {
    throw invalid_model(fmt::format("weight {} is of type {} stored as {}", name, dtype, stored));
  }
  return tensor;
}

}  // namespace

TfjsWeights parse_tfjs_weights(const json& manifest, std::string_view bytes) {
  TfjsWeights weights;
  try {
    WeightReader reader(bytes);
    for (const json& group : manifest) {
      for (const json& entry : group.at("weights")) {
        auto name = entry.at("name").get<std::string>();
        auto tensor = read_weight(entry, name, reader);
        weights.insert_or_assign(std::move(name), std::move(tensor));
      }
    }
    if (!reader.empty()) throw invalid_model("there are more weights than its manifest names");
  } catch (const json::exception& error) {
    throw invalid_model(error.what());
  }
  return weights;
}

}  // namespace shrike::vision
