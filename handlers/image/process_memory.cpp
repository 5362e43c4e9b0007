#include "handlers/image/process_memory.h"

#include <algorithm>
#include <array>

#include <fcntl.h>
#include <unistd.h>

#include "runtime/number.h"

namespace shrike {

ProcessMemory::ProcessMemory() : statm_(open("/proc/self/statm", O_RDONLY | O_CLOEXEC)) {}

std::uint64_t ProcessMemory::unreclaimable() const {
  std::array<char, 256> text{};  // seven numbers
  const ssize_t length = pread(statm_.get(), text.data(), text.size(), 0);
  if (length <= 0) return 0;
  static const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return unreclaimable_pages({text.data(), static_cast<std::size_t>(length)}).value_or(0) * page;
}

std::optional<std::uint64_t> unreclaimable_pages(std::string_view statm) {
  const auto next = [&statm] {
    const auto field = statm.substr(0, statm.find(' '));
    statm.remove_prefix(std::min(field.size() + 1, statm.size()));
    return parse_number<std::uint64_t>(field);
  };
  const auto size = next();
  const auto resident = next();
  const auto of_files = next();
  if (!size || !resident || !of_files || *of_files > *resident) return std::nullopt;
  return *resident - *of_files;
}

std::uint64_t decode_memory_limit(std::uint64_t function_memory_mb) {
#ifdef __SANITIZE_ADDRESS__
  static_cast<void>(function_memory_mb);
  return 0;
#else
  const std::uint64_t memory = function_memory_mb << 20U;
  return memory - memory / 32;
#endif
}

}  // namespace shrike
