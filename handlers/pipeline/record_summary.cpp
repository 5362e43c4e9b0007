#include "handlers/pipeline/record_summary.h"

namespace shrike {

using nlohmann::json;

json described(const ObjectRef& object) {
  json description{{"bucket", object.bucket.str()}, {"key", object.key.str()}};
  if (!object.version.empty()) description["versionId"] = object.version.str();
  return description;
}

json with_error(json description, std::string_view status, const Error& error) {
  description["status"] = status;
  description["type"] = error.type();
  description["reason"] = error.message();
  return description;
}

json acknowledgement(const S3Record& record, std::string_view status) {
  json description = described(record.object);
  description["event"] = record.event_name;
  description["status"] = status;
  return description;
}

}  // namespace shrike
