#include "handlers/events/direct.h"

#include <nlohmann/json.hpp>

#include "handlers/events/fields.h"

namespace shrike {

S3Record read_object_request(const nlohmann::json& document) {
  S3Record record;
  record.action = EventAction::Created;
  record.object.bucket = fields::bucket(document, "bucket");
  record.object.key = ObjectKey(fields::text(document, "key"));
  fields::require_key_length(record.object.key.str());
  record.object.version = VersionId(fields::optional_text(document, "version"));
  record.sequencer = fields::sequencer(document, "sequencer");
  return record;
}

}  // namespace shrike
