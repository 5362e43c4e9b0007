#include "infra/local/cli/tally.h"

#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "infra/local/cli/printable.h"
#include "infra/local/cli/quantities.h"

namespace shrike::local {
namespace {

constexpr std::size_t kNamed = 10;

std::size_t index_of(OutcomeKind kind) { return static_cast<std::size_t>(kind); }

std::string counts(const Tally& tally) {
  auto text = fmt::format("{} results", grouped(tally.count(OutcomeKind::Result)));
  for (const auto& [kind, name] : {std::pair{OutcomeKind::Refused, "refused"},
                                   {OutcomeKind::Failed, "failed"},
                                   {OutcomeKind::NotImage, "no images"},
                                   {OutcomeKind::Present, "there already"}}) {
    if (const auto count = tally.count(kind); count > 0) {
      text += fmt::format(", {} {}", grouped(count), name);
    }
  }
  return text;
}

std::string line(std::string_view title, const std::string& text) {
  return text.empty() ? "" : fmt::format("  {:<11} {}\n", title, text);
}

std::string refusals(const Tally& tally) {
  std::vector<std::string> types;
  for (const auto& [type, count] : tally.refusals()) {
    types.push_back(fmt::format("{} {}", printable(type), grouped(count)));
  }
  return fmt::format("{}", fmt::join(types, ", "));
}

}  // namespace

void Tally::Named::add(std::string name) {
  ++count;
  if (first.size() < kNamed) first.push_back(std::move(name));
}

std::string Tally::Named::text() const {
  auto text = fmt::format("{}", fmt::join(first, ", "));
  if (count > first.size()) text += fmt::format(" and {} more", grouped(count - first.size()));
  return text;
}

void Tally::add(const ImageOutcome& outcome) {
  auto name = printable(outcome.key.str());
  if (outcome.kind == OutcomeKind::Refused) ++refusals_[outcome.type];
  if (outcome.kind == OutcomeKind::Failed) {
    name += printable(fmt::format(" ({}: {})", outcome.type, outcome.reason));
  }
  kinds_[index_of(outcome.kind)].add(std::move(name));
}

void Tally::add_passed_over(const std::string& name) { passed_over_.add(printable(name)); }

std::size_t Tally::count(OutcomeKind kind) const { return kinds_[index_of(kind)].count; }

std::size_t Tally::done() const {
  return std::accumulate(kinds_.begin(), kinds_.end(), std::size_t{0},
                         [](std::size_t sum, const Named& kind) { return sum + kind.count; });
}

std::size_t Tally::processed() const {
  return count(OutcomeKind::Result) + count(OutcomeKind::Refused) + count(OutcomeKind::Failed);
}

std::string Tally::names(OutcomeKind kind) const { return kinds_[index_of(kind)].text(); }

std::string Tally::passed_over() const { return passed_over_.text(); }

std::string run_summary(const Tally& tally, const RunFigures& figures) {
  const auto seconds = figures.elapsed.count();
  const auto rate = seconds > 0 ? static_cast<double>(tally.processed()) / seconds : 0.0;
  const auto headline = tally.done() < figures.total
                            ? fmt::format("interrupted: {} of {} images done",
                                          grouped(tally.done()), grouped(figures.total))
                            : fmt::format("{} images", grouped(figures.total));
  return fmt::format("{}: {}\n", headline, counts(tally)) + line("refused", refusals(tally)) +
         line("failed", tally.names(OutcomeKind::Failed)) +
         line("no image", tally.names(OutcomeKind::NotImage)) +
         line("passed over", tally.passed_over()) +
         line("took",
              fmt::format("{}, {:.1f} images/s, {:.1f} images/s a core ({} cores)",
                          clock_text(figures.elapsed), rate, rate / figures.cores, figures.cores));
}

}  // namespace shrike::local
