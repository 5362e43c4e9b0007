#include "handlers/pipeline/record_runner.h"

#include <string_view>
#include <utility>

#include "handlers/pipeline/call_scope.h"
#include "handlers/pipeline/record_summary.h"
#include "runtime/failure.h"

namespace shrike {
namespace {

using nlohmann::json;

/// The input can never be processed, and its sender is to blame: trying again would be in vain.
/// Other rejections (a denied access, a missing bucket) are the operator's to mend, and failing is
/// how he gets to know.
bool is_final(const Error& error) {
  return error.kind() == ErrorKind::Reject && error.type() != "Object.AccessDenied" &&
         (error.type().starts_with("Event.") || error.type().starts_with("Image.") ||
          error.type().starts_with("Object."));
}

/// The marker that consoles make for an empty folder.
bool is_folder_marker(const S3Record& record) {
  return record.action == EventAction::Created && record.object.key.str().ends_with('/') &&
         record.size == 0U;
}

/// Whoever may not list a bucket is not told that an object is not there, but that he may not know.
bool is_absent(const Error& error) {
  return error.type() == "Object.NotFound" || error.type() == "Object.AccessDenied";
}

}  // namespace

std::optional<RecordOutcome> RecordRunner::run(const S3Record& record,
                                               const RecordMemory& memory) const {
  try {
    RecordOutcome outcome = handle(record, memory);
    services_.logger.info("Record done", outcome.summary);
    return outcome;
  } catch (const Error& error) {
    if (memory.is_shared() && error.type() == kNeedsAllMemory) {
      services_.logger.debug("Record waits to be alone", described(record.object));
      return std::nullopt;
    }
    return failure(record, error);
  } catch (...) {
    const Failure unforeseen = current_failure();
    log_failure(services_.logger, LogLevel::Error, "Unforeseen failure of a record", unforeseen);
    return failure(record, {ErrorKind::Bug, unforeseen.type, unforeseen.message});
  }
}

RecordOutcome RecordRunner::refuse(const Error& error) const {
  RecordOutcome outcome{.summary = with_error(json::object(), "refused", error), .error = error};
  services_.logger.error("Record refused", outcome.summary);
  return outcome;
}

RecordOutcome RecordRunner::handle(const S3Record& record, const RecordMemory& memory) const {
  if (record.action == EventAction::Other) {
    return {.summary = acknowledgement(record, "acknowledged")};
  }
  if (is_folder_marker(record)) {
    json summary = acknowledgement(record, "ignored");
    summary["reason"] = "a folder's marker";
    return {.summary = std::move(summary)};
  }
  const CallScope calls = call_scope(services_.environment, context_, begun_);
  if (services_.clock.now() >= calls.deadline) {
    throw Error(ErrorKind::Retry, "Function.DeadlineExceeded",
                "The function's time was up before the record could begin");
  }
  RecordResult result = handle_either_key(record, {calls, context_.request_id, memory});
  return {.summary = std::move(result.summary),
          .document = std::move(result.document),
          .error = std::move(result.refusal)};
}

RecordResult RecordRunner::handle_either_key(const S3Record& record,
                                             const RecordScope& scope) const {
  const bool has_other = record.action == EventAction::Created && record.other_key.has_value();
  if (!has_other) return services_.handler.handle(record, scope);
  std::optional<Error> absent;
  try {
    return services_.handler.handle(record, scope);
  } catch (const Error& error) {
    if (!is_absent(error)) throw;
    absent = error;
  }
  S3Record other = record;
  other.object.key = *std::exchange(other.other_key, std::nullopt);
  services_.logger.warn("No such object; its key is read another way",
                        {{"key", record.object.key.str()}, {"other", other.object.key.str()}});
  try {
    return services_.handler.handle(other, scope);
  } catch (const Error& error) {
    if (!is_absent(error)) throw;
    throw Error(*absent);
  }
}

RecordOutcome RecordRunner::failure(const S3Record& record, const Error& error) const {
  const bool ignored = error.kind() == ErrorKind::Ignore;
  const bool again = !ignored && !is_final(error);
  const std::string_view status = ignored ? "ignored" : (again ? "failed" : "refused");
  RecordOutcome outcome{.summary = with_error(described(record.object), status, error),
                        .error = error,
                        .deliver_again = again};
  services_.logger.log(ignored ? LogLevel::Info : LogLevel::Error, "Record not processed",
                       outcome.summary);
  return outcome;
}

}  // namespace shrike
