#pragma once

#include <functional>

#include "handlers/pipeline/publish.h"
#include "runtime/clock.h"

namespace shrike {

/// What became of a result and of telling of it.
struct Telling {
  Published outcome = Published::Created;
  bool told = false;  ///< `tell` was called
};

/// Publishes a result and tells of it once, however often its event comes: the result's own object
/// remembers (mark `shrike-told`) that somebody is about to tell, and then that he has.
///
/// An attempt that `tell` ends with an Error can be made again at once, one that was cut short when
/// its claim has run out: with its invocation's time, after half a minute at the latest. Sooner, it
/// may be the work of another that is still at it: then nobody knows yet whether somebody is told,
/// and the event must come again. Only an attempt that is cut short between telling and remembering
/// makes two.
///
/// An event whose second attempt comes to another result (what Rekognition refused before it may
/// find now) replaces that of the first, and takes over that somebody is told. Who asks by hand is
/// told of another result. A version of an image may be owed to two events, its own and a removal
/// that found it there: the later of the two replaces the result of the earlier, and takes that
/// over too.
///
/// Throws what publish_object throws ("Event.Outdated" before anything is told), "Output.Contended"
/// (Retry) also while another may be about to tell, and what `tell` throws.
Telling publish_and_tell(ObjectStore& store, Publication publication, const Clock& clock,
                         const CallScope& scope, const std::function<void()>& tell);

/// Publishes a result of which the event of its own image will tell: publish_and_tell takes it over
/// from there. Whether somebody has been told of that image or this event stays remembered.
///
/// Throws what publish_object throws, and "Output.Contended" (Retry) while another may be about to
/// tell.
Published publish_untold(ObjectStore& store, Publication publication, const Clock& clock,
                         const CallScope& scope);

/// Whether publish_untold left a result, and nobody has told of it since.
[[nodiscard]] bool is_untold(const ObjectInfo& published);

}  // namespace shrike
