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
  std::string stack_name = "shrike";
  std::vector<std::string> parameters;    ///< `Name=Value`, before those of the file
  std::filesystem::path parameters_file;  ///< read_parameters_file(); empty: none
  std::filesystem::path
      default_parameters;  ///< as that, for the stacks that come with this; empty: none
  std::filesystem::path data = "build/local";
  std::filesystem::path code;    ///< the folder with `bootstrap`
  std::filesystem::path models;  ///< RekognitionOptions::models
  std::filesystem::path onnxruntime_library;
  std::filesystem::path companion_python;
  std::filesystem::path companion_server;
  std::filesystem::path sam_python;      ///< SamTranslator::python
  std::filesystem::path sam_translator;  ///< SamTranslator::script
  std::string region = "us-east-1";
  std::uint16_t port = 4566;
  bool verbose = false;
  std::vector<std::string> faults;          ///< as parse_faults() reads them
  std::vector<std::string> service_faults;  ///< as parse_service_faults() reads them
  std::uint64_t service_fault_seed = 1;     ///< FaultInjectorOptions::seed
  std::filesystem::path service_delays;     ///< as parse_service_delays() reads it; empty: none
  std::uint64_t service_delay_seed = 1;     ///< ServiceDelaysOptions::seed
  unsigned retry_delay_seconds = 1;         ///< LambdaOptions::retry_delay
  bool strict = false;
  std::filesystem::path record_calls;         ///< CloudOptions::calls
  std::vector<std::filesystem::path> images;  ///< run: folders and `s3://bucket/prefix` too
  bool resume = false;  ///< run: what has a result of the same bytes is left alone
};

/// Options of a cloud whose buckets lie in `data`/buckets, without its callbacks. Makes `data`, for
/// its owner alone, where it is missing. Throws Error
/// "Template.Invalid", "File.Unreadable" (Reject) for its parameters, "Faults.Invalid" for its
/// faults, "File.Unreadable", "Delays.Invalid" (Reject) for its delays.
[[nodiscard]] CloudOptions cloud_options(const CommandOptions& options);

}  // namespace shrike::local
