#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace shrike::local {

struct SpawnPlan {
  std::filesystem::path program;
  std::filesystem::path working_directory;
  std::vector<std::string> environment;     ///< `NAME=value`; nothing is inherited
  int output = -1;                          ///< becomes standard output and standard error
  int inherited = -1;                       ///< stays open under its number; -1: none
  std::vector<std::string> arguments = {};  ///< after the program's own name
};

/// Starts `program` in a process group of its own, with no other descriptor of
/// ours open, default
/// signals, Lambda's 1024 descriptors and no core files. Throws std::system_error with the errno of
/// what failed, exec included.
///
/// The kernel kills the process when the calling thread ends: call from a thread that outlives it.
[[nodiscard]] pid_t spawn(const SpawnPlan& plan);

}  // namespace shrike::local
