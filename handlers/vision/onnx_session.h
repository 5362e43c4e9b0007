#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shrike::vision {

/// Where a model runs: ONNX Runtime, one input and any number of outputs, all of 32-bit floats. The
/// library is opened by the first session and stays for the life of the process; a session must end
/// before main() does, for the library's own statics go first. Thread-safe.
class OnnxSession {
 public:
  struct Input {
    std::string name;
    std::vector<std::int64_t> shape;
  };

  /// `model` is a serialised ModelProto, `threads` how many share one run (at least 1). Waiting
  /// threads sleep. Throws Error "Model.EngineMissing" (Reject) where the library cannot be opened
  /// or is too old, "Model.Invalid" (Reject) where it refuses the model.
  OnnxSession(const std::filesystem::path& library, std::string_view model, int threads);
  ~OnnxSession();

  OnnxSession(const OnnxSession&) = delete;
  OnnxSession& operator=(const OnnxSession&) = delete;
  OnnxSession(OnnxSession&&) = delete;
  OnnxSession& operator=(OnnxSession&&) = delete;

  /// `values` are as many as `input.shape` asks for. The results are in the order of `outputs`.
  /// Throws Error "Model.Failed" (Bug).
  [[nodiscard]] std::vector<std::vector<float>> run(const Input& input, std::span<float> values,
                                                    const std::vector<std::string>& outputs) const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace shrike::vision
