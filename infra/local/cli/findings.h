#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>

#include "infra/local/cli/image_run.h"
#include "infra/local/cli/progress.h"
#include "infra/local/cli/results_file.h"
#include "infra/local/cli/tally.h"

namespace shrike::local {

/// What the images of a run have come to so far: in the results file, counted, and of a few images
/// kept whole. Its time begins with it. Thread-safe.
class Findings {
 public:
  Findings(std::size_t total, ResultsFile& file) : total_(total), file_(file) {}

  /// `number` is the image's place in the run. Throws what ResultsFile::add() throws.
  void add(std::size_t number, FinishedImage image);

  [[nodiscard]] ProgressState progress() const;

  /// Whether each image is to be shown by itself.
  [[nodiscard]] bool are_few() const;
  /// These two once no thread adds any more. Images by their number; none of many.
  [[nodiscard]] const std::map<std::size_t, FinishedImage>& kept() const { return kept_; }
  [[nodiscard]] Tally& tally() { return tally_; }

 private:
  const std::size_t total_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  mutable std::mutex mutex_;
  ResultsFile& file_;
  Tally tally_;
  std::map<std::size_t, FinishedImage> kept_;
};

}  // namespace shrike::local
