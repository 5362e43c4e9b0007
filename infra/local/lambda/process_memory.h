#pragma once

#include <optional>
#include <string_view>

#include <sys/types.h>

namespace shrike::local {

/// Of one process, in kB as /proc counts them.
struct MemoryUse {
  long peak_kb = 0;     ///< highest resident size so far (VmHWM)
  long private_kb = 0;  ///< resident now and not backed by a file, so that it cannot be given back
};

/// From the text of /proc/<pid>/status; nothing for a process that has ended.
[[nodiscard]] std::optional<MemoryUse> parse_process_status(std::string_view status);

[[nodiscard]] std::optional<MemoryUse> memory_of(pid_t pid);

}  // namespace shrike::local
