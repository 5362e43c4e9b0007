#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "handlers/aws/object_names.h"

namespace shrike::local {

enum class OutcomeKind : std::uint8_t {
  Result,    ///< the function made what it is to make
  Refused,   ///< the function said why not, by the name of an error
  Failed,    ///< neither: it, or the way to it, broke
  NotImage,  ///< a file of a folder whose first bytes are no image's; never put
  Present,   ///< its result was there from an earlier run
};

/// As a line of the results file names it.
[[nodiscard]] std::string_view to_string(OutcomeKind kind) noexcept;

/// What became of one image of a run.
struct ImageOutcome {
  ObjectKey key;
  OutcomeKind kind = OutcomeKind::Failed;
  std::string type = {};    ///< of the refusal or failure: a stable name
  std::string reason = {};  ///< in words
  std::string metadata_key = {};
  /// The metadata object; null where there is none.
  nlohmann::json metadata = {};
};

/// What the function answered to a notification of one object, its metadata not yet read. What is
/// no such answer is a failure.
[[nodiscard]] ImageOutcome outcome_of(ObjectKey key, std::string_view answer);

/// One line of the results file, without its end: key, outcome, then labels, or type and reason,
/// and `metadata`, where the metadata object lies. What is not UTF-8 in the key is replaced.
[[nodiscard]] std::string results_line(const ImageOutcome& outcome,
                                       const std::string& metadata_path);

}  // namespace shrike::local
