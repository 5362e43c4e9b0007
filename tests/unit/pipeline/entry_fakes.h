#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "handlers/modules/ports.h"
#include "handlers/pipeline/object_pipeline.h"
#include "handlers/pipeline/record_handler.h"
#include "tests/unit/pipeline/fakes.h"

namespace shrike::fakes {

/// Keeps what is published. `before` is called first, `after` last, and both may throw.
class MemoryTopic final : public Topic {
 public:
  std::string publish(const Notification& notification, const CallScope& /*scope*/) override {
    if (before) before();
    notifications.push_back(notification);
    if (after) after();
    return std::to_string(notifications.size());
  }

  std::vector<Notification> notifications;
  std::function<void()> before;
  std::function<void()> after;
};

/// A standard state machine: an execution's name is used once. `before` is called first, `after`
/// last, and both may throw.
class MemoryStateMachine final : public StateMachine {
 public:
  StartedExecution start_execution(const ExecutionRequest& request,
                                   const CallScope& /*scope*/) override {
    if (before) before();
    arns.push_back(request.state_machine_arn);
    const bool inserted = executions.emplace(request.name, request.input).second;
    if (after) after();
    return inserted ? StartedExecution{"arn of " + request.name, false}
                    : StartedExecution{"", true};
  }

  std::map<std::string, nlohmann::json> executions;  ///< inputs by names
  std::vector<std::string> arns;
  std::function<void()> before;
  std::function<void()> after;
};

/// What a record's handler is given, with nothing that it would have to wait for.
struct HandlerWorld {
  explicit HandlerWorld(Recognition& seen_by) : recognition(seen_by) {}

  [[nodiscard]] Services services() { return {store, recognition, images, clock, logger}; }
  [[nodiscard]] RecordScope scope() const { return {calls, request_id}; }

  MemoryStore store;
  Recognition& recognition;
  ScriptedImages images;
  StoppedClock clock;
  Lines lines;
  Logger logger{LogOptions{}, clock, lines.sink()};
  CallScope calls{{}, {}, TimePoint::max()};
  std::string request_id = "req-1";
};

/// An image that was put.
inline S3Record created(const std::string& key, const std::string& sequencer,
                        const std::string& version = "") {
  S3Record record;
  record.action = EventAction::Created;
  record.event_name = "ObjectCreated:Put";
  record.object = {BucketName("uploads"), ObjectKey(key), VersionId(version)};
  record.sequencer = sequencer;
  record.etag = "etag of " + sequencer;
  return record;
}

inline S3Record removed(const std::string& key, const std::string& sequencer) {
  S3Record record = created(key, sequencer);
  record.action = EventAction::Removed;
  record.event_name = "ObjectRemoved:Delete";
  record.etag.clear();
  return record;
}

/// What handling a record ends with: "none", or the type of its Error or its refusal.
inline std::string failure_of(RecordHandler& handler, const S3Record& record,
                              const RecordScope& scope) {
  try {
    const RecordResult result = handler.handle(record, scope);
    return result.refusal ? result.refusal->type() : "none";
  } catch (const Error& error) {
    return error.type();
  }
}

}  // namespace shrike::fakes
