#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "handlers/modules/output_marks.h"
#include "handlers/modules/ports.h"

namespace shrike {

struct Publication {
  BucketName bucket;
  ObjectKey key;
  std::string_view body;
  std::string_view content_type;
  std::string_view mark;
  std::string sequencer;  ///< empty for an invocation that none orders
  std::string digest;
  std::map<std::string, std::string> marks = {};  ///< further user metadata
  std::string sha256 = {};                        ///< of the body, in hex, where it is known
  std::string version = {};  ///< of the image, where its bucket has them: what kSourceMark says
  bool by_hand = false;      ///< no event's: its sequencer is that of what it replaces
};

enum class Published {
  Created,    ///< there was none
  Replaced,   ///< that of an earlier event, or another outcome of the same
  Unchanged,  ///< the same event has been told already, with the same outcome: left as it is
};

/// What became of a publication.
struct PublishedObject {
  Published outcome = Published::Created;
  std::string etag;                          ///< with its quotes, of the object as it is now
  std::map<std::string, std::string> marks;  ///< all of its user metadata
  /// What was there before had the same ETag, as two renditions of the same bytes have: a write on
  /// condition of that one, by who saw it before, succeeds on this one.
  bool looks_as_before = false;
};

/// Further user metadata, by what is about to be replaced; what is thrown ends the publication.
using MarksOver = std::function<std::map<std::string, std::string>(const ObjectInfo* replaced)>;

/// Writes an output unless a later event of the same input has: each write is conditional on what
/// was last seen, so of two that run at the same time only one goes through, and the other looks
/// again. The common case, a new object, costs one request.
///
/// Throws Error "Event.Outdated" (Ignore) when a later event has been here, "Output.Contended"
/// (Retry) when others kept writing, and what the store throws.
PublishedObject publish_object(ObjectStore& store, const Publication& publication,
                               const CallScope& scope, const MarksOver& marks_over = {});

/// publish_object, for those who only want it there.
Published publish(ObjectStore& store, const Publication& publication, const CallScope& scope);

/// Writes a publication once more over itself, with other marks. Returns its new ETag; nothing, and
/// leaves what is there, when the object no longer has the ETag given.
std::optional<std::string> mark_again(ObjectStore& store, const Publication& publication,
                                      const std::string& etag, const CallScope& scope);

/// An output as it is stored; an empty one when there is none, or looking is not allowed (S3 says
/// 403 of a missing object without s3:ListBucket).
[[nodiscard]] ObjectInfo find_published(ObjectStore& store, const BucketName& bucket,
                                        const ObjectKey& key, const CallScope& scope);

/// The sequencer of the event that an output tells of; empty as find_published, or when it has
/// none.
[[nodiscard]] std::string published_sequencer(ObjectStore& store, const BucketName& bucket,
                                              const ObjectKey& key, const CallScope& scope);

}  // namespace shrike
