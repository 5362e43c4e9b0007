#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <sys/types.h>

namespace shrike::local {

/// The inode of the socket whose own port and peer's port are these, from the text of
/// /proc/net/tcp (proc(5)); nothing where it lists none.
[[nodiscard]] std::optional<std::uint64_t> socket_inode(std::string_view table,
                                                        std::uint16_t own_port,
                                                        std::uint16_t peer_port);

/// The process of this machine that holds that end of a connection; nothing where none is to be
/// seen.
[[nodiscard]] std::optional<pid_t> process_with_socket(std::uint16_t own_port,
                                                       std::uint16_t peer_port);

/// SIGKILL for the process group of a process, if this process started the group's leader; false
/// where it did not, and nothing happened.
bool kill_child_group(pid_t process);

}  // namespace shrike::local
