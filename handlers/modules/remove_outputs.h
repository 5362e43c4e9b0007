#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

#include "handlers/modules/ports.h"

namespace shrike {

/// Where the outputs of one input are.
struct OutputFolder {
  BucketName bucket;
  std::string prefix;  ///< `<OUTPUT_PREFIX><key>/`
  ObjectKey metadata;  ///< beneath it
};

/// Deletes what was derived of an input up to an event: outputs with our mark directly in the
/// folder (deeper ones are another input's) whose sequencer is not later. Each is looked at, and
/// deleted only if it still is what was seen: what a later event wrote stays, and so does what is
/// not ours. The metadata object goes first: where it is, the rest is.
///
/// Returns how many were deleted. Throws Error "Output.Contended" (Retry) when others kept writing,
/// and what the store throws; what has been deleted by then stays so, and the next attempt does the
/// rest.
std::size_t remove_outputs(ObjectStore& store, const OutputFolder& folder,
                           const std::string& sequencer, const CallScope& scope);

/// Deletes renditions alone, those of events before the one that the sequencer is of: when the
/// metadata object is of that one, it names none of them. Returns and throws as remove_outputs.
std::size_t remove_older_renditions(ObjectStore& store, const OutputFolder& folder,
                                    const std::string& sequencer, const CallScope& scope);

/// Whether an output of ours in the folder is of a later event: of one that wrote renditions and no
/// metadata object.
[[nodiscard]] bool has_later_outputs(ObjectStore& store, const OutputFolder& folder,
                                     const std::string& sequencer, const CallScope& scope);

/// A metadata object as it is stored, whoever wrote it; the document is empty when it is no JSON
/// object.
struct StoredDocument {
  ObjectInfo info;
  nlohmann::json document = nlohmann::json::object();
};

/// Throws what the store throws: "Object.NotFound" when there is none.
[[nodiscard]] StoredDocument read_document(ObjectStore& store, const ObjectRef& metadata,
                                           const CallScope& scope);

/// Whether every rendition that the metadata object names is there, and none is an earlier event's.
/// Throws "Object.NotFound" when there is no metadata object.
[[nodiscard]] bool has_renditions_told_of(ObjectStore& store, const OutputFolder& folder,
                                          const CallScope& scope);

}  // namespace shrike
