#include "infra/local/lambda/process_memory.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

#include <fmt/format.h>

#include "runtime/number.h"

namespace shrike::local {
namespace {

/// `name` with the newline before it: the program's own name, on the first line, is foreign text.
std::optional<long> field(std::string_view status, std::string_view name) {
  const auto at = status.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  auto value = status.substr(at + name.size());
  value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
  return parse_number<long>(value.substr(0, value.find_first_of(" \n")));
}

}  // namespace

std::optional<MemoryUse> parse_process_status(std::string_view status) {
  const auto peak = field(status, "\nVmHWM:");
  if (!peak) return std::nullopt;
  return MemoryUse{
      *peak, field(status, "\nRssAnon:").value_or(0) + field(status, "\nRssShmem:").value_or(0)};
}

std::optional<MemoryUse> memory_of(pid_t pid) {
  const std::ifstream file(fmt::format("/proc/{}/status", pid));
  // A process that ends meanwhile is a read that fails: this insertion ends there, an iterator
  // throws.
  std::ostringstream status;
  status << file.rdbuf();
  return parse_process_status(status.str());
}

}  // namespace shrike::local
