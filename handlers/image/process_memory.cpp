#include "handlers/image/process_memory.h"

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include <unistd.h>

namespace shrike {

std::uint64_t unreclaimable_memory() {
  std::ifstream file("/proc/self/statm");
  std::string text;
  std::getline(file, text);
  static const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return unreclaimable_pages(text).value_or(0) * page;
}

std::optional<std::uint64_t> unreclaimable_pages(std::string_view statm) {
  std::istringstream fields{std::string(statm)};
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  std::uint64_t of_files = 0;
  if (!(fields >> size >> resident >> of_files) || of_files > resident) return std::nullopt;
  return resident - of_files;
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
