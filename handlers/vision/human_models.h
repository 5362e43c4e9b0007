#pragma once

#include <filesystem>
#include <span>
#include <string>

namespace shrike::vision {

/// What the models of npm packages are loaded from and run with.
struct ModelFiles {
  std::filesystem::path packages;             ///< npm's node_modules, whose packages carry models
  std::filesystem::path onnxruntime_library;  ///< libonnxruntime.so
  int threads = 1;                            ///< for one picture
};

/// `name`.json and `name`.bin of the package @vladmandic/human as an ONNX model that gives
/// `outputs`. Throws Error "Model.Missing" and "Model.Invalid" (Reject).
[[nodiscard]] std::string load_human_model(const ModelFiles& files, const std::string& name,
                                           std::span<const std::string> outputs);

}  // namespace shrike::vision
