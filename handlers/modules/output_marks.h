#pragma once

#include <string>

#include "handlers/aws/s3.h"

namespace shrike {

// User metadata (`x-amz-meta-…`) of everything that Shrike writes.

/// What it is: "rendition", "metadata", "face-match" or "recognition".
inline constexpr const char* kOutputMark = "shrike-output";
inline constexpr const char* kSequencerMark = "shrike-sequencer";  ///< of the event it tells of
inline constexpr const char* kDigestMark = "shrike-digest";        ///< SHA-256 of what lasts of it
/// Which bytes it tells of: the source's version, or its ETag where there are no versions.
inline constexpr const char* kSourceMark = "shrike-source";

/// The value of a mark; empty where there is none.
[[nodiscard]] std::string mark_of(const ObjectInfo& output, const char* mark);

/// The sequencer of the event that an output tells of; empty where there is none, or no sequencer.
[[nodiscard]] std::string sequencer_of(const ObjectInfo& output);

/// What kSourceMark says of a source.
[[nodiscard]] std::string source_mark_for(const ObjectInfo& source);

}  // namespace shrike
