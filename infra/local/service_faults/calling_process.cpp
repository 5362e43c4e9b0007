#include "infra/local/service_faults/calling_process.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "runtime/number.h"

namespace shrike::local {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// `0100007F:1F90`
std::optional<std::uint16_t> port_of(std::string_view address) {
  const auto colon = std::min(address.rfind(':'), address.size());
  const auto digits = address.substr(std::min(colon + 1, address.size()));
  return parse_number<std::uint16_t>(digits, 16);
}

bool has_open(const fs::path& process, const std::string& link) {
  std::error_code gone;
  for (fs::directory_iterator each(process / "fd", gone), end; !gone && each != end;
       each.increment(gone)) {
    std::error_code closed;
    if (fs::read_symlink(each->path(), closed) == link) return true;
  }
  return false;
}

std::optional<pid_t> process_with_open(const std::string& link) {
  std::error_code gone;
  for (fs::directory_iterator each("/proc", gone), end; !gone && each != end;
       each.increment(gone)) {
    const auto process = parse_number<pid_t>(each->path().filename().string());
    if (process && has_open(each->path(), link)) return process;
  }
  return std::nullopt;
}

/// The fourth field of proc(5)'s stat; the second, in brackets, may hold anything.
std::optional<pid_t> parent_of(pid_t process) {
  const auto stat = text_of(fmt::format("/proc/{}/stat", process));
  const auto bracket = stat.rfind(')');
  if (bracket == std::string::npos) return std::nullopt;
  std::istringstream fields(stat.substr(bracket + 1));
  std::string state;
  pid_t parent = 0;
  if (!(fields >> state >> parent)) return std::nullopt;
  return parent;
}

}  // namespace

std::optional<std::uint64_t> socket_inode(std::string_view table, std::uint16_t own_port,
                                          std::uint16_t peer_port) {
  std::istringstream lines{std::string(table)};
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream fields(line);
    std::string own;
    std::string peer;
    std::string skipped;
    std::uint64_t inode = 0;
    if (!(fields >> skipped >> own >> peer)) continue;
    if (port_of(own) != own_port || port_of(peer) != peer_port) continue;
    // State, both queues, the timer, retransmissions, owner, probes.
    constexpr int kFieldsBetween = 6;
    for (int field = 0; field < kFieldsBetween; ++field) fields >> skipped;
    if (fields >> inode && inode != 0) return inode;
  }
  return std::nullopt;
}

std::optional<pid_t> process_with_socket(std::uint16_t own_port, std::uint16_t peer_port) {
  for (const auto* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    if (const auto inode = socket_inode(text_of(table), own_port, peer_port)) {
      return process_with_open(fmt::format("socket:[{}]", *inode));
    }
  }
  return std::nullopt;
}

bool kill_child_group(pid_t process) {
  const auto group = ::getpgid(process);
  if (group <= 1 || group == ::getpgrp() || parent_of(group) != ::getpid()) return false;
  return ::kill(-group, SIGKILL) == 0;
}

}  // namespace shrike::local
