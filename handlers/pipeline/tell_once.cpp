#include "handlers/pipeline/tell_once.h"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/error.h"

namespace shrike {
namespace {

/// "yes"; "no"; or until when, in milliseconds since 1970, somebody may be about to.
constexpr const char* kToldMark = "shrike-told";

/// Longer than publishing to a topic takes with all its attempts, shorter than the minute after
/// which Lambda tries an event again, and than a queue's visibility timeout by default.
constexpr std::chrono::milliseconds kTelling{30'000};

/// On top of the store's own: what is forgotten may be told twice.
constexpr int kAttemptsToRemember = 2;

TimePoint claimed_until(std::string_view mark) {
  std::int64_t milliseconds = 0;
  std::from_chars(mark.data(), mark.data() + mark.size(), milliseconds);
  return TimePoint(std::chrono::milliseconds(milliseconds));
}

bool is_told_or_claimed(const PublishedObject& object, TimePoint now) {
  const auto mark = object.marks.find(kToldMark);
  if (mark == object.marks.end()) return false;
  return mark->second == "yes" || claimed_until(mark->second) > now;
}

}  // namespace

bool publish_and_tell(ObjectStore& store, Publication publication, const Clock& clock,
                      const CallScope& scope, const std::function<void()>& tell) {
  const auto until = clock.now() + kTelling;
  publication.marks[kToldMark] = std::to_string(until.time_since_epoch().count());
  PublishedObject object = publish_object(store, publication, scope);
  if (object.outcome == Published::Unchanged) {
    if (is_told_or_claimed(object, clock.now())) return false;
    auto claimed = mark_again(store, publication, object.etag, scope);
    if (!claimed) return false;
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
  return true;
}

}  // namespace shrike
