#pragma once

#include <optional>

#include "handlers/config.h"
#include "handlers/modules/refusal.h"
#include "handlers/modules/task_table.h"

namespace shrike {

/// The table of tasks that is configured; nothing where none is.
[[nodiscard]] std::optional<TaskTable> task_table_of(const Config& config, Table& table);

[[nodiscard]] bool is_task_key(const ObjectKey& key);

/// Why the image of this key is no task's; nothing when it is one's.
[[nodiscard]] std::optional<Refusal> refusal_as_task(const ObjectKey& key);

}  // namespace shrike
