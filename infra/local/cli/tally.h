#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "infra/local/cli/image_outcome.h"

namespace shrike::local {

/// Counts a run's outcomes, and names the first few of those that somebody has to look at: what it
/// holds does not grow with the run. Not thread-safe.
class Tally {
 public:
  void add(const ImageOutcome& outcome);
  /// Something that never became an image of the run.
  void add_passed_over(const std::string& name);

  [[nodiscard]] std::size_t count(OutcomeKind kind) const;
  /// Of every kind.
  [[nodiscard]] std::size_t done() const;
  /// What the function has had before it in this run.
  [[nodiscard]] std::size_t processed() const;
  [[nodiscard]] const std::map<std::string, std::size_t>& refusals() const { return refusals_; }

  /// Names of a kind, how many more there are after them, and for failures why.
  [[nodiscard]] std::string names(OutcomeKind kind) const;
  [[nodiscard]] std::string passed_over() const;

 private:
  struct Named {
    std::size_t count = 0;
    std::vector<std::string> first;

    void add(std::string name);
    [[nodiscard]] std::string text() const;
  };

  std::array<Named, 5> kinds_;
  Named passed_over_;
  std::map<std::string, std::size_t> refusals_;  ///< by type
};

struct RunFigures {
  std::size_t total = 0;  ///< images before the run; more than are done where it was interrupted
  std::chrono::duration<double> elapsed{};
  unsigned cores = 1;
};

/// What became of the whole run, some lines. Control characters of names are replaced.
[[nodiscard]] std::string run_summary(const Tally& tally, const RunFigures& figures);

}  // namespace shrike::local
