#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "infra/local/cloud.h"

namespace shrike::local {

/// What the command line says, with the defaults of this build filled in.
struct CommandOptions {
  std::filesystem::path stack_template;
  std::filesystem::path data = "build/local";
  std::filesystem::path code;    ///< the folder with `bootstrap`
  std::filesystem::path models;  ///< RekognitionOptions::models
  std::filesystem::path onnxruntime_library;
  std::filesystem::path companion_python;
  std::filesystem::path companion_server;
  std::string region = "us-east-1";
  std::uint16_t port = 4566;
  bool verbose = false;
  std::vector<std::string> faults;  ///< as parse_faults() reads them
  bool strict = false;
  std::filesystem::path record_calls;  ///< CloudOptions::calls
  std::vector<std::filesystem::path> images;
};

/// Options of a cloud whose buckets lie in `data`/buckets, without its callbacks.
[[nodiscard]] CloudOptions cloud_options(const CommandOptions& options);

}  // namespace shrike::local
