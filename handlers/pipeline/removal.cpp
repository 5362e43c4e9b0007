#include "handlers/pipeline/removal.h"

#include <vector>

#include <nlohmann/json.hpp>

#include "handlers/modules/foreign_json.h"
#include "handlers/modules/labels.h"
#include "handlers/modules/output_marks.h"
#include "handlers/modules/remove_outputs.h"
#include "handlers/pipeline/tracked_task.h"
#include "runtime/error.h"

namespace shrike {

SourceState look_at_source(ObjectStore& store, const ObjectRef& source, const CallScope& scope) {
  try {
    return {SourceState::Presence::Present, store.head({source.bucket, source.key, {}}, scope)};
  } catch (const Error& error) {
    if (error.type() == "Object.NotFound") return {SourceState::Presence::Gone, {}};
    if (error.type() == "Object.AccessDenied") return {SourceState::Presence::Unknown, {}};
    throw;
  }
}

bool may_uncover(const S3Record& record) {
  return record.action == EventAction::Removed && !record.object.version.empty() &&
         record.event_name.find("DeleteMarkerCreated") == std::string::npos;
}

Removal::Removal(const Config& config, Services services, Table& table)
    : config_(config), services_(services), tasks_(task_table_of(config, table)) {}

std::size_t Removal::remove(const ObjectRef& source, const std::string& sequencer,
                            const CallScope& scope) const {
  const OutputKeys keys(config_.output_prefix, source.key);
  const std::size_t outputs = remove_outputs(
      services_.store, {config_.output_bucket, keys.folder(), keys.metadata()}, sequencer, scope);
  if (tasks_ && is_task_key(source.key)) tasks_->record_removal(source, sequencer, scope);
  return outputs;
}

SourceState Removal::remove_if_gone(const ObjectRef& source, const std::string& sequencer,
                                    const CallScope& scope) const {
  SourceState seen = look(source, scope);
  if (seen.presence != SourceState::Presence::Gone) return seen;
  if (remove(source, sequencer, scope) > 0 &&
      look(source, scope).presence == SourceState::Presence::Present) {
    throw Error(ErrorKind::Retry, "Output.Contended",
                "An object has come while the outputs of the one before it were being deleted");
  }
  return seen;
}

bool Removal::has_uncovered_another(const ObjectRef& version, const SourceState& current,
                                    const CallScope& scope) const {
  if (version.version.empty() || current.presence != SourceState::Presence::Present ||
      current.info.version == version.version) {
    return false;
  }
  try {
    static_cast<void>(services_.store.head(version, scope));
  } catch (const Error& error) {
    if (error.type() == "Object.NotFound") return true;
    if (error.type() != "Object.AccessDenied") throw;
  }
  return false;
}

void Removal::keep_task(const ObjectRef& source, const ObjectInfo& current,
                        const std::string& sequencer, const CallScope& scope) const {
  if (!tasks_ || !is_task_key(source.key)) return;
  const OutputKeys keys(config_.output_prefix, source.key);
  StoredDocument told;
  try {
    told = read_document(services_.store, {config_.output_bucket, keys.metadata(), {}}, scope);
  } catch (const Error& error) {
    if (error.type() != "Object.NotFound") throw;
  }
  if (mark_of(told.info, kSourceMark) != source_mark_for(current)) {
    throw Error(ErrorKind::Retry, "Output.Contended",
                "Another event has told of the image since the removal looked");
  }
  const auto labels = told.document.find("labels");
  tasks_->record_again(
      source, sequencer,
      labels == told.document.end() ? std::nullopt : std::optional(names_of_labels(*labels)),
      scope);
}

}  // namespace shrike
