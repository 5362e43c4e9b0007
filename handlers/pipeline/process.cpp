#include "handlers/pipeline/process.h"

#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/events/bounded_json.h"
#include "handlers/events/parse_event.h"
#include "handlers/modules/utf8.h"
#include "runtime/error.h"

namespace shrike {
namespace {

using nlohmann::json;

/// Time to answer in, once the calls have run into their deadline.
constexpr std::chrono::milliseconds kMargin{300};

/// The input can never be processed, and its sender is to blame: trying again would be in vain.
/// Other rejections (a denied access, a missing bucket) are the operator's to mend, and failing is
/// how he gets to know.
bool is_final(const Error& error) {
  return error.kind() == ErrorKind::Reject && error.type() != "Object.AccessDenied" &&
         (error.type().starts_with("Event.") || error.type().starts_with("Image.") ||
          error.type().starts_with("Object."));
}

json described(const ObjectRef& object) {
  json description{{"bucket", object.bucket.str()}, {"key", object.key.str()}};
  if (!object.version.empty()) description["versionId"] = object.version.str();
  return description;
}

json with_status(json description, std::string_view status) {
  description["status"] = status;
  return description;
}

json with_error(json description, std::string_view status, const Error& error) {
  description["status"] = status;
  description["type"] = error.type();
  description["reason"] = error.message();
  return description;
}

json summary(const ProcessedObject& processed) {
  const ImageReport& report = processed.report;
  json result = described(report.object);
  result["status"] = processed.refusal ? "refused" : "processed";
  result["metadataKey"] = processed.metadata_key.str();
  result["renditions"] = json::array();
  for (const StoredRendition& rendition : report.renditions) {
    result["renditions"].push_back(rendition.key.str());
  }
  const auto labels = report.found.find(Detector::Labels);
  result["labels"] = labels == report.found.end() ? 0 : labels->second.found.size();
  result["refused"] = processed.document.at("refused");
  return result;
}

/// The marker that consoles make for an empty folder.
bool is_folder_marker(const S3Record& record) {
  return record.object.key.str().ends_with('/') && record.size == 0U;
}

/// What the caller hears of several failures: one that a retry can help, if there is one.
Error overall(const std::vector<Error>& failures, std::size_t records) {
  const Error* told = &failures.front();
  for (const Error& failure : failures) {
    if (failure.retryable()) {
      told = &failure;
      break;
    }
  }
  return {told->kind(), told->type(),
          fmt::format("{} of {} records failed: {}", failures.size(), records, told->message())};
}

Response response_of(const json& answer) {
  std::string body = to_json_text(answer);
  if (body.size() > kMaxPayloadBytes) body = R"({"truncated":true})";
  return {std::move(body)};
}

}  // namespace

ProcessFunction::ProcessFunction(Config config, const Environment& environment, Services services)
    : config_(std::move(config)),
      environment_(environment),
      services_(services),
      pipeline_(config_, services) {}

Response ProcessFunction::operator()(const Invocation& invocation, const Context& context) {
  const Event event = parse_event(invocation.payload);
  return response_of(std::visit([&](const auto& shape) { return answer(shape, context); }, event));
}

json ProcessFunction::answer(const S3TestEvent& event, const Context&) {
  services_.logger.info("S3 tests the notification", {{"bucket", event.bucket}});
  return {{"status", "acknowledged"}};
}

json ProcessFunction::answer(const DirectInvocation& invocation, const Context& context) {
  require_foreign(invocation.object);
  const ProcessedObject processed =
      pipeline_.process({invocation.object, {}, {}, {}}, scope_of(context), context.request_id);
  if (processed.refusal) {
    throw Error(ErrorKind::Reject, processed.refusal->type, processed.refusal->reason);
  }
  return {{"metadataKey", processed.metadata_key.str()}, {"metadata", processed.document}};
}

json ProcessFunction::answer(const S3Notification& notification, const Context& context) {
  json records = json::array();
  std::vector<Error> failures;
  for (const Error& error : notification.malformed) {
    records.push_back(with_error(json::object(), "refused", error));
    services_.logger.error("Record refused", records.back());
  }
  const CallScope scope = notification.records.empty() ? CallScope{} : scope_of(context);
  for (const S3Record& record : notification.records) {
    try {
      records.push_back(process_record(record, scope, context));
      services_.logger.info("Record done", records.back());
    } catch (const Error& error) {
      const bool outdated = error.kind() == ErrorKind::Ignore;
      const bool counts = !outdated && !is_final(error);
      records.push_back(with_error(described(record.object),
                                   outdated ? "ignored" : (counts ? "failed" : "refused"), error));
      services_.logger.log(outdated ? LogLevel::Info : LogLevel::Error, "Record not processed",
                           records.back());
      if (counts) failures.push_back(error);
    } catch (const std::exception& exception) {
      failures.emplace_back(ErrorKind::Bug, "Function.UnhandledException", exception.what());
      services_.logger.error("Record not processed",
                             with_error(described(record.object), "failed", failures.back()));
    }
  }
  if (!failures.empty()) {
    throw overall(failures, notification.records.size() + notification.malformed.size());
  }
  return {{"records", std::move(records)}};
}

json ProcessFunction::process_record(const S3Record& record, const CallScope& scope,
                                     const Context& context) {
  json description = described(record.object);
  description["event"] = record.event_name;
  // Outputs stay when an image is removed: a lifecycle rule or a person decides on those.
  if (record.action != EventAction::Created) {
    return with_status(std::move(description), "acknowledged");
  }
  if (is_folder_marker(record)) {
    description["reason"] = "a folder's marker";
    return with_status(std::move(description), "ignored");
  }
  require_foreign(record.object);
  return summary(pipeline_.process({record.object, record.sequencer, record.size, record.etag},
                                   scope, context.request_id));
}

void ProcessFunction::require_foreign(const ObjectRef& object) const {
  if (!config_.image_bucket.empty() && object.bucket != config_.image_bucket) {
    throw Error(ErrorKind::Reject, "Event.UnexpectedBucket",
                fmt::format("The object is in another bucket than IMAGE_BUCKET, \"{}\"",
                            config_.image_bucket.str()));
  }
  if (object.bucket == config_.output_bucket &&
      object.key.str().starts_with(config_.output_prefix)) {
    throw Error(ErrorKind::Reject, "Event.OwnOutput",
                "The object is where this function writes: processing it would never end");
  }
}

CallScope ProcessFunction::scope_of(const Context& context) const {
  return {credentials_from(environment_), context.trace_id, context.deadline - kMargin};
}

}  // namespace shrike
