#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "handlers/image/inspect.h"
#include "handlers/image/renditions.h"

namespace shrike::vision {

inline const std::filesystem::path kPackages = SHRIKE_TEST_MODELS;
inline const std::filesystem::path kModels = kPackages / "@vladmandic/human/models";
inline const std::filesystem::path kEngine = SHRIKE_TEST_ONNXRUNTIME;
inline const std::filesystem::path kPhotographs = SHRIKE_TEST_PHOTOGRAPHS;
inline const std::filesystem::path kPortraits = SHRIKE_TEST_PORTRAITS;

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A photograph that packaging/third-party/install.sh put there.
inline RgbImage photograph(const std::string& name, int max_side = 512) {
  const auto bytes = read_file(kPhotographs / name);
  return decode_rgb(bytes, inspect(bytes), max_side);
}

}  // namespace shrike::vision
