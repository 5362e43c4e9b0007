#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "handlers/aws/object_names.h"
#include "handlers/entry.h"
#include "handlers/image/rendition_spec.h"
#include "handlers/modules/detector.h"
#include "runtime/environment.h"

namespace shrike {

/// The names of the two attributes that are a table's primary key.
struct TableKeys {
  std::string partition = "PK";
  std::string sort = "SK";
};

/// The function's configuration, read once at init. What its entry reads holds a valid value, the
/// rest its default (config_variables.h says who reads what).
struct Config {
  BucketName output_bucket;
  std::string output_prefix;  ///< empty, or ends with `/`
  BucketName image_bucket;    ///< empty: events of every bucket are taken
  std::vector<RenditionSpec> renditions;
  std::vector<Detector> detectors;
  int max_labels = 10;
  double min_confidence = 75;  ///< percent
  BucketName reference_bucket;
  std::string reference_prefix;      ///< may be empty
  double similarity_threshold = 80;  ///< percent
  std::string topic_arn;             ///< empty: nobody is notified
  std::string state_machine_arn;
  BucketName results_bucket;
  std::string tasks_table;  ///< empty: no task is tracked
  TableKeys tasks_table_keys;
  std::uint64_t memory_mb = 512;  ///< of the function
  /// Whether Lambda gives processor time in proportion to memory, as it does everywhere but in
  /// emulators.
  bool cpu_follows_memory = false;
  std::uint64_t max_image_mb = 50;  ///< largest object that is downloaded

  [[nodiscard]] bool detects(Detector detector) const noexcept;
};

/// What `entry` reads of the environment; what others read is not looked at.
///
/// Throws Error "Runtime.ConfigInvalid" (Reject) naming the variable, its value and what is
/// allowed; also when the output would land where the images or the references come from, which
/// would call the function for ever, or compare faces with its own results.
[[nodiscard]] Config load_config(const Environment& environment, Entry entry);

}  // namespace shrike
