#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace onnx {
class ModelProto;
}

namespace shrike::vision {

using OnnxAttribute = std::variant<std::int64_t, std::string, std::vector<std::int64_t>>;
using OnnxAttributes = std::vector<std::pair<std::string, OnnxAttribute>>;

/// An ONNX model in the making: one graph of 32-bit floats.
class OnnxBuilder {
 public:
  OnnxBuilder();
  ~OnnxBuilder();

  OnnxBuilder(const OnnxBuilder&) = delete;
  OnnxBuilder& operator=(const OnnxBuilder&) = delete;
  OnnxBuilder(OnnxBuilder&&) = delete;
  OnnxBuilder& operator=(OnnxBuilder&&) = delete;

  /// A tensor of four dimensions, whose sides are those of what it is given.
  void input(const std::string& name);
  void output(const std::string& name);

  /// An operation of ONNX with one result. An empty input is one left out.
  void node(std::string_view op, const std::vector<std::string>& inputs, const std::string& output,
            const OnnxAttributes& attributes = {});

  /// The name of a constant, which is `name`; a second one of the same name is the first.
  std::string constant(std::string name, const std::vector<std::int64_t>& shape,
                       const std::vector<float>& values);
  std::string constant(std::string name, const std::vector<std::int64_t>& values);

  /// The serialised ModelProto, opset 18.
  [[nodiscard]] std::string bytes() const;

 private:
  std::unique_ptr<onnx::ModelProto> model_;
  std::set<std::string> constants_;
};

}  // namespace shrike::vision
