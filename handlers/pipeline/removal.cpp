#include "handlers/pipeline/removal.h"

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

bool Removal::remove_if_gone(const ObjectRef& source, const std::string& sequencer,
                             const CallScope& scope) const {
  if (look(source, scope).presence != SourceState::Presence::Gone) return false;
  if (remove(source, sequencer, scope) > 0 &&
      look(source, scope).presence == SourceState::Presence::Present) {
    throw Error(ErrorKind::Retry, "Output.Contended",
                "An object has come while the outputs of the one before it were being deleted");
  }
  return true;
}

}  // namespace shrike
