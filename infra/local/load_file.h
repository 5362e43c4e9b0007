#pragma once

#include <filesystem>
#include <string>

namespace shrike::local {

/// A whole file. Throws Error "File.Unreadable" (Reject).
[[nodiscard]] std::string load_file(const std::filesystem::path& path);

}  // namespace shrike::local
