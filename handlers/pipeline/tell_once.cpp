#include "handlers/pipeline/tell_once.h"

#include <algorithm>
#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "handlers/events/sequencer.h"
#include "runtime/error.h"
#include "runtime/number.h"

namespace shrike {
namespace {

/// "yes"; "no"; "owed" by another event; or until when, in milliseconds since 1970, somebody may be
/// about to.
constexpr const char* kToldMark = "shrike-told";
constexpr const char* kOwed = "owed";

/// Longer than publishing to a topic takes with all its attempts, shorter than the minute after
/// which Lambda tries an event again, and than a queue's visibility timeout by default.
constexpr std::chrono::milliseconds kTelling{30'000};

/// On top of the store's own: what is forgotten may be told twice.
constexpr int kAttemptsToRemember = 2;

TimePoint claimed_until(std::string_view mark) {
  return TimePoint(std::chrono::milliseconds(parse_number<std::int64_t>(mark).value_or(0)));
}

/// A claim ends with the invocation that made it: what tries again later may take it over.
TimePoint end_of_claim(TimePoint now, TimePoint deadline) {
  return deadline > now ? std::min(now + kTelling, deadline) : now + kTelling;
}

std::string told_mark_of(const PublishedObject& object) {
  const auto mark = object.marks.find(kToldMark);
  return mark == object.marks.end() ? std::string() : mark->second;
}

/// What another event left of the very version.
bool is_of_same_version(const ObjectInfo& replaced, const Publication& publication) {
  return !publication.version.empty() && mark_of(replaced, kSourceMark) == publication.version &&
         sequencer_of(replaced) != publication.sequencer;
}

/// Another outcome of the very event: that the labels could be had this time, or are others.
bool is_of_same_event(const ObjectInfo& replaced, const Publication& publication) {
  const auto source = publication.marks.find(kSourceMark);
  return !publication.by_hand &&
         std::is_eq(compare_sequencers(sequencer_of(replaced), publication.sequencer)) &&
         mark_of(replaced, kSourceMark) ==
             (source == publication.marks.end() ? std::string() : source->second);
}

Error being_told() {
  return {ErrorKind::Retry, "Output.Contended",
          "Another is about to tell of this very event; whether it does is not known yet"};
}

}  // namespace

Telling publish_and_tell(ObjectStore& store, Publication publication, const Clock& clock,
                         const CallScope& scope, const std::function<void()>& tell) {
  const TimePoint until = end_of_claim(clock.now(), scope.deadline);
  const std::string claim = std::to_string(until.time_since_epoch().count());
  const auto told_over = [&](const ObjectInfo* replaced) -> std::map<std::string, std::string> {
    if (replaced == nullptr || (!is_of_same_version(*replaced, publication) &&
                                !is_of_same_event(*replaced, publication))) {
      return {{kToldMark, claim}};
    }
    const std::string before = mark_of(*replaced, kToldMark);
    if (claimed_until(before) > clock.now()) throw being_told();
    return {{kToldMark, before == "yes" ? before : claim}};
  };
  PublishedObject object = publish_object(store, publication, scope, told_over);
  const std::string found = told_mark_of(object);
  if (found == "yes") return {object.outcome, false};
  publication.marks[kToldMark] = claim;
  if (object.outcome == Published::Unchanged) {
    if (claimed_until(found) > clock.now()) throw being_told();
    auto claimed = mark_again(store, publication, object.etag, scope);
    if (!claimed) throw being_told();
    object.etag = std::move(*claimed);
  }
  const auto remember = [&](const char* told) {
    publication.marks[kToldMark] = told;
    for (int attempt = 0; attempt < kAttemptsToRemember; ++attempt) {
      try {
        mark_again(store, publication, object.etag, scope);
        return;
      } catch (const Error&) {
        // The claim runs out by itself; failing now would tell twice.
      }
    }
  };
  try {
    tell();
  } catch (const Error&) {
    remember("no");
    throw;
  }
  remember("yes");
  return {object.outcome, true};
}

Published publish_untold(ObjectStore& store, Publication publication, const Clock& clock,
                         const CallScope& scope) {
  const auto told_over = [&](const ObjectInfo* replaced) -> std::map<std::string, std::string> {
    const bool is_of_same =
        replaced != nullptr && (is_of_same_version(*replaced, publication) ||
                                sequencer_of(*replaced) == publication.sequencer);
    const std::string before = is_of_same ? mark_of(*replaced, kToldMark) : std::string();
    if (claimed_until(before) > clock.now()) throw being_told();
    return {{kToldMark, before.empty() ? kOwed : before}};
  };
  return publish_object(store, publication, scope, told_over).outcome;
}

bool is_untold(const ObjectInfo& published) { return mark_of(published, kToldMark) == kOwed; }

}  // namespace shrike
