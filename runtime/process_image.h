#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace shrike {

/// "NAME=value" each.
using EnvironmentBlock = std::vector<std::string>;

/// Replaces the program that the process runs by itself, from its beginning, with `additions` to
/// its environment. Returns only by throwing std::system_error, when the system refuses.
using ReplaceProcess = std::function<void(const EnvironmentBlock& additions)>;

/// execve("/proc/self/exe"): the process id, the parent, the working directory and the arguments
/// stay; the environment is the one that the process was started with, without what has been set
/// since, and the signal mask that of the thread that calls this now. All other threads end where
/// they are, whatever they do. No descriptor goes along but the standard ones and Lambda's for
/// telemetry, so that nothing leaks from one image to the next, opened with O_CLOEXEC or not.
[[nodiscard]] ReplaceProcess process_replacer();

/// The strings of `block`, in which a zero byte ends each, as /proc has environments and arguments.
[[nodiscard]] std::vector<std::string> split_block(std::string_view block);

/// `started_with` and `additions`, which replace what is there under the same name.
[[nodiscard]] EnvironmentBlock with_additions(EnvironmentBlock started_with,
                                              const EnvironmentBlock& additions);

}  // namespace shrike
