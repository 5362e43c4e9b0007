#include "handlers/pipeline/start_workflow.h"

#include "handlers/aws/sigv4.h"
#include "handlers/modules/set_unless_empty.h"
#include "handlers/modules/utf8.h"
#include "handlers/pipeline/record_summary.h"
#include "runtime/error.h"

namespace shrike {
namespace {

using nlohmann::json;

json input_of(const S3Record& record) {
  json input{{"bucket", record.object.bucket.str()}, {"key", record.object.key.str()}};
  set_unless_empty(input, "version", record.object.version.str());
  set_unless_empty(input, "sequencer", record.sequencer);
  set_unless_empty(input, "etag", record.etag);
  if (record.size) input["size"] = *record.size;
  return input;
}

/// A version alone would not do: on a bucket whose versioning is suspended it is "null" each time.
std::string name_of(const S3Record& record, const std::string& request_id) {
  const std::string& version = record.object.version.str();
  const bool is_event = !version.empty() || !record.sequencer.empty();
  return sigv4::sha256_hex(json{record.object.bucket.str(), record.object.key.str(), version,
                                record.sequencer, is_event ? "" : request_id}
                               .dump());
}

}  // namespace

ExecutionRequest execution_of(const S3Record& record, const std::string& state_machine_arn,
                              const std::string& request_id) {
  if (!is_utf8(record.object.key.str())) {
    throw Error(ErrorKind::Reject, "Object.NameInvalid",
                "The key is not UTF-8, so no workflow's input can carry it");
  }
  return {state_machine_arn, name_of(record, request_id), input_of(record)};
}

RecordResult StartWorkflowHandler::handle(const S3Record& record, const RecordScope& scope) {
  if (record.action != EventAction::Created) {
    return {acknowledgement(record, "acknowledged"), json::object()};
  }
  const ExecutionRequest request =
      execution_of(record, config_.state_machine_arn, scope.request_id);
  const StartedExecution started = state_machine_.start_execution(request, scope.calls);
  json document = described(record.object);
  document["status"] = started.already_started ? "already-started" : "started";
  document["execution"] = request.name;
  set_unless_empty(document, "executionArn", started.arn);
  return {document, document};
}

}  // namespace shrike
