#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "handlers/aws/object_names.h"
#include "handlers/modules/metadata.h"

namespace shrike {

/// What was recognised in an image, as one step of a workflow hands it to the next:
/// `{"bucket","key"[,"version"][,"sequencer"],"etag","size","image",<a list for each detector>,
/// "refused","modelVersions"}`. A list's name is its detector's, its members are Rekognition's own.
[[nodiscard]] nlohmann::json recognition_document(const ImageReport& report);

/// A recognition, or the refusal of an image, that a workflow passes on to be stored.
struct RecognitionResult {
  ObjectRef object;
  std::string sequencer;    ///< of the event; empty when there is none
  nlohmann::json document;  ///< `{"schemaVersion","source",…}`, the rest as recognition_document's
};

/// Reads what recognition_document wrote, by itself or as the "Payload" of the workflow's
/// `lambda:invoke`. With an "error" `{"Error","Cause"}` beside bucket and key, as the workflow's
/// Catch puts it, it is a refusal; of a workflow that EventBridge started, its event names the
/// object then. Members that are not known are left behind.
///
/// Throws Error "Event.Malformed" (Reject) naming the member that is not as it must be.
[[nodiscard]] RecognitionResult read_recognition(const nlohmann::json& input);

}  // namespace shrike
