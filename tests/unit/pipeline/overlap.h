#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/unit/pipeline/effects_world.h"

namespace shrike::fakes {

/// What the two functions of an Overlap are called for.
enum class Pairing {
  Overwrite,      ///< the last change but one; then that is overtaken by the last
  SameEvent,      ///< both for the last change
  LateDuplicate,  ///< as Overwrite, but the first has been called for the same before
};

/// Two functions at the same time: the first makes some of its calls, the second some of its own,
/// then the first goes on to its end, and then the second. One of them may come to grief where it
/// was interrupted. What has failed is tried again, and in the end every event comes once more, the
/// newest first.
struct Overlap {
  WorldOptions world;
  std::vector<Change> changes;  ///< at least two; the last but those of the pairing are dealt with
  Pairing pairing = Pairing::Overwrite;
  int first_calls = 0;
  int second_calls = 0;  ///< of Overwrite and LateDuplicate, the change itself counts as one
  Fault fault = Fault::None;
  std::size_t faulty = 0;  ///< 0 or 1: whose call is
};

struct OverlapOutcome {
  /// Whether the functions made so many calls at all, and there was something to change.
  bool possible = false;
  std::string wrong;  ///< a line each; empty when every guarantee held
  std::vector<std::string> journal;
};

[[nodiscard]] OverlapOutcome run(const Overlap& overlap);

/// All overlaps of one kind of world, by histories of up to three changes: in rows that differ in
/// nothing but `second_calls`, those of short histories first.
class Overlaps {
 public:
  explicit Overlaps(WorldOptions world);

  [[nodiscard]] std::uint64_t rows() const noexcept;
  /// The first overlap of a row.
  [[nodiscard]] Overlap row(std::uint64_t number) const;

 private:
  WorldOptions world_;
  std::vector<std::vector<Change>> histories_;
};

/// Runs a row; returns how many overlaps it had. Stops at the first that goes wrong, which `failed`
/// then is.
std::uint64_t run_row(Overlap overlap, OverlapOutcome& failed);

}  // namespace shrike::fakes
