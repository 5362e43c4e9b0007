#include "infra/local/load_file.h"

#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "runtime/error.h"

namespace shrike::local {

std::string load_file(const std::filesystem::path& path) {
  std::error_code ignored;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path, ignored)) {
    throw Error(ErrorKind::Reject, "File.Unreadable",
                fmt::format("{} cannot be read", path.string()));
  }
  return (std::ostringstream() << file.rdbuf()).str();
}

}  // namespace shrike::local
