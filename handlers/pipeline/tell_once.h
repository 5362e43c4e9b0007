#pragma once

#include <functional>

#include "handlers/pipeline/publish.h"
#include "runtime/clock.h"

namespace shrike {

/// Publishes a result and tells of it once, however often its event comes: the result's own object
/// remembers (mark `shrike-told`) that somebody is about to tell, and then that he has. Returns
/// whether `tell` was called.
///
/// An attempt that `tell` ends with an Error can be made again at once, one that was cut short
/// after half a minute; sooner, it is taken for the work of another, whose source brings the event
/// again when it fails. Only an attempt that is cut short between telling and remembering makes
/// two.
///
/// Throws what publish_object throws ("Event.Outdated" before anything is told), and what `tell`
/// throws.
bool publish_and_tell(ObjectStore& store, Publication publication, const Clock& clock,
                      const CallScope& scope, const std::function<void()>& tell);

}  // namespace shrike
