#include "infra/local/cli/findings.h"

#include <utility>

namespace shrike::local {
namespace {

constexpr std::size_t kFew = 20;

}  // namespace

void Findings::add(std::size_t number, FinishedImage image) {
  const std::scoped_lock lock(mutex_);
  file_.add(image.outcome);
  tally_.add(image.outcome);
  if (are_few()) kept_.emplace(number, std::move(image));
}

ProgressState Findings::progress() const {
  const std::scoped_lock lock(mutex_);
  return {.total = total_,
          .done = tally_.done(),
          .processed = tally_.processed(),
          .refused = tally_.count(OutcomeKind::Refused),
          .failed = tally_.count(OutcomeKind::Failed),
          .elapsed = std::chrono::steady_clock::now() - begun_};
}

bool Findings::are_few() const { return total_ <= kFew; }

}  // namespace shrike::local
