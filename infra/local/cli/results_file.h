#pragma once

#include <filesystem>
#include <fstream>

#include "infra/local/cli/image_outcome.h"

namespace shrike::local {

/// The outcomes of a run, a line of JSON each, in the order in which they came. Not thread-safe.
class ResultsFile {
 public:
  /// Replaces that of an earlier run. `results` is the folder of the bucket of the outputs. Throws
  /// Error "File.Unwritable" (Reject).
  ResultsFile(const std::filesystem::path& path, std::filesystem::path results);

  /// Throws Error "File.Unwritable" (Reject).
  void add(const ImageOutcome& outcome);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::filesystem::path results_;
  std::ofstream file_;
};

}  // namespace shrike::local
