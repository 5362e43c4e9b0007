#include "tests/unit/pipeline/overlap.h"

#include <array>
#include <optional>
#include <utility>

#include "tests/unit/pipeline/turns.h"

namespace shrike::fakes {
namespace {

/// More than any function makes.
constexpr int kMostCalls = 40;

struct Mishap {
  Fault fault;
  std::size_t faulty;
};
constexpr std::array kMishaps{Mishap{Fault::None, 0},       Mishap{Fault::Dies, 0},
                              Mishap{Fault::Dies, 1},       Mishap{Fault::Fails, 0},
                              Mishap{Fault::Fails, 1},      Mishap{Fault::LosesAnswer, 0},
                              Mishap{Fault::LosesAnswer, 1}};
constexpr std::array kPairings{Pairing::Overwrite, Pairing::SameEvent, Pairing::LateDuplicate};

/// Of systems whose results tell of uploads, and stay when those are gone.
bool follows_removals(System system) {
  return system == System::Process || system == System::ProcessAsItIs ||
         system == System::ProcessAndTell || system == System::TrackTask;
}

std::vector<Change> changes_in(const WorldOptions& world) {
  std::vector<Change> changes{Change::PutCat, Change::PutDog, Change::PutText};
  if (follows_removals(world.system)) changes.push_back(Change::Delete);
  if (follows_removals(world.system) && world.versioned) {
    changes.push_back(Change::EraseNewestVersion);
  }
  return changes;
}

/// One overlap under way.
class Run {
 public:
  explicit Run(const Overlap& overlap)
      : overlap_(overlap),
        world_(overlap.world),
        turns_({{0, overlap.first_calls},
                {1, overlap.second_calls},
                {0, kMostCalls},
                {1, kMostCalls}}) {}

  OverlapOutcome operator()() {
    if (!prepare()) return {};
    overlap_both();
    if (!was_possible()) return {};
    if (first_again_) world_.retry(events_[first()]);
    if (second_again_) world_.retry(events_.back());
    OverlapOutcome outcome{true, world_.wrong(), {}};
    if (outcome.wrong.empty()) outcome.wrong = wrong_after_duplicates();
    outcome.journal = world_.journal();
    return outcome;
  }

 private:
  [[nodiscard]] bool second_changes() const { return overlap_.pairing != Pairing::SameEvent; }
  [[nodiscard]] std::size_t first() const {
    return overlap_.changes.size() - (second_changes() ? 2 : 1);
  }

  /// Everything up to the event that the first function is called for.
  bool prepare() {
    events_.reserve(overlap_.changes.size());
    for (std::size_t i = 0; i <= first(); ++i) {
      const auto event = world_.change(overlap_.changes[i]);
      if (!event) return false;
      events_.push_back(*event);
      if (i < first() || overlap_.pairing == Pairing::LateDuplicate) world_.deliver(events_[i]);
    }
    return true;
  }

  void overlap_both() {
    world_.set_fault(0, Fault::None, 0);
    world_.set_fault(1, Fault::None, 0);
    const int calls = overlap_.faulty == 0 ? overlap_.first_calls
                                           : overlap_.second_calls - (second_changes() ? 1 : 0);
    world_.set_fault(overlap_.faulty, overlap_.fault, calls);
    world_.whose_turn = [this] { return turns_.who(); };
    world_.before_call = [this] { turns_.before_step(); };
    turns_.run({[this] { first_again_ = world_.begin(events_[first()], 0); },
                [this] { second_again_ = begin_second(); }});
    world_.before_call = nullptr;
    world_.whose_turn = nullptr;
  }

  bool begin_second() {
    if (second_changes()) {
      turns_.before_step();
      const auto event = world_.change(overlap_.changes.back());
      if (!event) {
        nothing_to_change_ = true;
        return false;
      }
      events_.push_back(*event);
    }
    return world_.begin(events_.back(), 1);
  }

  [[nodiscard]] bool was_possible() const {
    const int second = world_.calls_of(1) + (second_changes() ? 1 : 0);
    const bool faults = overlap_.fault != Fault::None;
    const bool first_stops = overlap_.first_calls < world_.calls_of(0) + (faults ? 0 : 1);
    const bool second_stops = overlap_.second_calls < second + (faults ? 0 : 1);
    const bool second_began =
        overlap_.faulty == 0 || !second_changes() || overlap_.second_calls > 0;
    return !nothing_to_change_ && second_began &&
           (overlap_.faulty == 0 ? first_stops : overlap_.first_calls <= world_.calls_of(0)) &&
           (overlap_.faulty == 1 ? second_stops : overlap_.second_calls <= second);
  }

  std::string wrong_after_duplicates() {
    const std::size_t tellings = world_.tellings();
    for (auto event = events_.rbegin(); event != events_.rend(); ++event) world_.deliver(*event);
    std::string wrong = world_.wrong();
    if (world_.tellings() != tellings) wrong += "duplicates were told of or started\n";
    return wrong;
  }

  const Overlap& overlap_;
  EffectsWorld world_;
  Turns turns_;
  std::vector<S3Record> events_;
  bool first_again_ = false;
  bool second_again_ = false;
  bool nothing_to_change_ = false;
};

}  // namespace

OverlapOutcome run(const Overlap& overlap) { return Run(overlap)(); }

Overlaps::Overlaps(WorldOptions world) : world_(world) {
  const std::vector<Change> changes = changes_in(world);
  for (const Change first : changes) {
    for (const Change second : changes) histories_.push_back({first, second});
  }
  const std::size_t pairs = histories_.size();
  for (std::size_t i = 0; i < pairs; ++i) {
    for (const Change third : changes) {
      std::vector<Change> history = histories_[i];
      history.push_back(third);
      histories_.push_back(std::move(history));
    }
  }
}

std::uint64_t Overlaps::rows() const noexcept {
  return histories_.size() * kPairings.size() * kMishaps.size() * kMostCalls;
}

Overlap Overlaps::row(std::uint64_t number) const {
  const auto digit = [&number](std::uint64_t base) {
    return std::exchange(number, number / base) % base;
  };
  Overlap overlap;
  overlap.world = world_;
  overlap.first_calls = static_cast<int>(digit(kMostCalls));
  const Mishap mishap = kMishaps.at(digit(kMishaps.size()));
  overlap.fault = mishap.fault;
  overlap.faulty = mishap.faulty;
  overlap.pairing = kPairings.at(digit(kPairings.size()));
  overlap.changes = histories_.at(number);
  return overlap;
}

std::uint64_t run_row(Overlap overlap, OverlapOutcome& failed) {
  std::uint64_t count = 0;
  for (overlap.second_calls = 0; overlap.second_calls < kMostCalls; ++overlap.second_calls) {
    OverlapOutcome outcome = run(overlap);
    if (!outcome.possible) {
      // A second function that is to fail must have begun.
      if (overlap.second_calls == 0 && overlap.faulty == 1) continue;
      break;
    }
    ++count;
    if (outcome.wrong.empty()) continue;
    failed = std::move(outcome);
    break;
  }
  return count;
}

}  // namespace shrike::fakes
