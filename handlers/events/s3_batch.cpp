#include "handlers/events/s3_batch.h"

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "handlers/events/bucket_name.h"
#include "handlers/events/fields.h"
#include "handlers/events/object_key.h"
#include "runtime/percent.h"

namespace shrike {
namespace {

using nlohmann::json;

BucketName bucket_of(const json& task) {
  if (task.contains("s3Bucket")) return fields::bucket(task, "s3Bucket");
  const std::string arn = fields::text(task, "s3BucketArn");
  std::string name = arn.substr(arn.rfind(':') + 1);
  if (!is_bucket_name(name)) {
    throw Error(ErrorKind::Reject, "Event.Malformed",
                "The event's field s3BucketArn is not a bucket's ARN");
  }
  return BucketName(std::move(name));
}

S3Record read_object(const json& task) {
  const std::string encoded = fields::text(task, "s3Key");
  S3Record record;
  record.action = EventAction::Created;
  record.object.bucket = bucket_of(task);
  record.object.key = ObjectKey(percent_decode(encoded));
  fields::require_key_length(record.object.key.str());
  ObjectKey spaced = decode(EncodedKey(encoded));
  if (spaced != record.object.key) record.other_key = std::move(spaced);
  record.object.version = VersionId(fields::optional_text(task, "s3VersionId"));
  return record;
}

EventItem read_task(const json& task) {
  EventItem item;
  try {
    item.id = fields::text(fields::as_object(task, "tasks"), "taskId");
    item.records.push_back(read_object(task));
  } catch (const Error& error) {
    item.malformed.push_back(error);
  }
  return item;
}

EventItem malformed_item(const Error& error) {
  EventItem item;
  item.malformed.push_back(error);
  return item;
}

std::map<std::string, std::string> user_arguments_of(const json& document) {
  std::map<std::string, std::string> arguments;
  const auto job = document.find("job");
  if (job == document.end() || !job->is_object()) return arguments;
  const auto found = job->find("userArguments");
  if (found == job->end() || found->is_null()) return arguments;
  for (const auto& [name, value] : fields::as_object(*found, "userArguments").items()) {
    arguments[name] = fields::optional_text(*found, name);
  }
  return arguments;
}

}  // namespace

Event read_s3_batch(const json& document) {
  Event event{.source = EventSource::S3Batch};
  try {
    event.batch.schema_version = fields::text(document, "invocationSchemaVersion");
    event.batch.invocation_id = fields::text(document, "invocationId");
    event.batch.user_arguments = user_arguments_of(document);
  } catch (const Error& error) {
    event.items.push_back(malformed_item(error));
  }
  const json& tasks = document["tasks"];
  if (!tasks.is_array()) {
    event.items.push_back(malformed_item(
        {ErrorKind::Reject, "Event.Malformed", "The event's field tasks is not a list"}));
    return event;
  }
  for (const json& task : tasks) event.items.push_back(read_task(task));
  return event;
}

}  // namespace shrike
