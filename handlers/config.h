#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "handlers/aws/object_names.h"
#include "handlers/image/rendition_spec.h"
#include "handlers/modules/detector.h"
#include "runtime/environment.h"

namespace shrike {

/// The function's configuration, read once at init. Every member holds a valid value.
struct Config {
  BucketName output_bucket;
  std::string output_prefix;  ///< empty, or ends with `/`
  BucketName image_bucket;    ///< empty: events of every bucket are taken
  std::vector<RenditionSpec> renditions;
  std::vector<Detector> detectors;
  int max_labels = 10;
  double min_confidence = 75;       ///< percent
  std::uint64_t memory_mb = 512;    ///< of the function
  std::uint64_t max_image_mb = 50;  ///< largest object that is downloaded

  [[nodiscard]] bool detects(Detector detector) const noexcept;
};

/// One environment variable, as the README's table and error messages describe it.
struct ConfigVariable {
  std::string_view name;
  std::string_view default_value;  ///< applied when the variable is not set; empty: none
  std::string_view allowed;
  std::string_view description;
  /// Parses and stores a value; false when it is not an allowed one.
  bool (*apply)(Config& config, const std::string& value);
};

/// Every variable that load_config reads, in the order of the documentation.
[[nodiscard]] std::span<const ConfigVariable> config_variables() noexcept;

/// Throws Error "Runtime.ConfigInvalid" (Reject) naming the variable, its value and what is
/// allowed; also when the output would land where the images come from, which would call the
/// function for ever.
[[nodiscard]] Config load_config(const Environment& environment);

}  // namespace shrike
