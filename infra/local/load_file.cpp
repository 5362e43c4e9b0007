#include "infra/local/load_file.h"

#include <array>
#include <fstream>

#include <fmt/format.h>

#include "runtime/error.h"

namespace shrike::local {

std::string load_file(const std::filesystem::path& path) {
  const auto unreadable = [&] {
    return Error(ErrorKind::Reject, "File.Unreadable",
                 fmt::format("{} cannot be read", path.string()));
  };
  std::error_code ignored;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path, ignored)) throw unreadable();
  std::string content;
  std::array<char, 65'536> piece{};
  while (file) {
    file.read(piece.data(), piece.size());
    content.append(piece.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) throw unreadable();
  return content;
}

}  // namespace shrike::local
