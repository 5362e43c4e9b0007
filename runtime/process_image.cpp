#include "runtime/process_image.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "runtime/number.h"
#include "runtime/telemetry_sink.h"

namespace shrike {
namespace {

constexpr const char* kOwnProgram = "/proc/self/exe";

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// As the kernel keeps it: setenv() and unsetenv() leave this alone.
std::vector<std::string> block_of_process(const char* path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(path);
  return split_block(std::string(std::istreambuf_iterator<char>(file), {}));
}

std::string_view name_of(std::string_view variable) {
  return variable.substr(0, variable.find('='));
}

/// The descriptor that goes along beside the standard ones.
std::optional<int> telemetry_descriptor(const EnvironmentBlock& environment) {
  for (const std::string_view variable : environment) {
    if (name_of(variable) != kTelemetryDescriptorVariable) continue;
    return parse_number<int>(
        variable.substr(std::min(name_of(variable).size() + 1, variable.size())));
  }
  return std::nullopt;
}

/// What a function or its libraries opened may lack the flag.
void close_on_exec(std::optional<int> except) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    const auto descriptor = parse_number<int>(entry.path().filename().string());
    if (!descriptor || *descriptor <= STDERR_FILENO) continue;
    fcntl(*descriptor, F_SETFD, descriptor == except ? 0 : FD_CLOEXEC);
  }
}

std::vector<char*> pointers_to(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (std::string& each : strings) pointers.push_back(each.data());
  pointers.push_back(nullptr);
  return pointers;
}

void replace(const EnvironmentBlock& additions, const sigset_t& signal_mask) {
  auto arguments = block_of_process("/proc/self/cmdline");
  auto environment = with_additions(block_of_process("/proc/self/environ"), additions);
  const auto argument_pointers = pointers_to(arguments);
  const auto environment_pointers = pointers_to(environment);
  close_on_exec(telemetry_descriptor(environment));
  pthread_sigmask(SIG_SETMASK, &signal_mask, nullptr);
  execve(kOwnProgram, argument_pointers.data(), environment_pointers.data());
  fail(kOwnProgram);
}

}  // namespace

ReplaceProcess process_replacer() {
  sigset_t signal_mask{};
  pthread_sigmask(SIG_SETMASK, nullptr, &signal_mask);
  return [signal_mask](const EnvironmentBlock& additions) { replace(additions, signal_mask); };
}

std::vector<std::string> split_block(std::string_view block) {
  std::vector<std::string> strings;
  while (!block.empty()) {
    const auto end = std::min(block.find('\0'), block.size());
    strings.emplace_back(block.substr(0, end));
    block.remove_prefix(std::min(end + 1, block.size()));
  }
  return strings;
}

EnvironmentBlock with_additions(EnvironmentBlock started_with, const EnvironmentBlock& additions) {
  std::erase_if(started_with, [&](const std::string& variable) {
    return std::any_of(additions.begin(), additions.end(), [&](const std::string& addition) {
      return name_of(addition) == name_of(variable);
    });
  });
  started_with.insert(started_with.end(), additions.begin(), additions.end());
  return started_with;
}

}  // namespace shrike
