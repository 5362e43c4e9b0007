#include "handlers/pipeline/tracked_task.h"

#include "runtime/error.h"

namespace shrike {

std::optional<TaskTable> task_table_of(const Config& config, Table& table) {
  if (config.tasks_table.empty()) return std::nullopt;
  return TaskTable(
      table, {config.tasks_table, config.tasks_table_keys.partition, config.tasks_table_keys.sort});
}

bool is_task_key(const ObjectKey& key) { return !refusal_as_task(key); }

std::optional<Refusal> refusal_as_task(const ObjectKey& key) {
  try {
    static_cast<void>(task_key_of(key));
    return std::nullopt;
  } catch (const Error& error) {
    return Refusal{"task", error.type(), error.message()};
  }
}

}  // namespace shrike
