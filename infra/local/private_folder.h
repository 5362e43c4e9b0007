#pragma once

#include <filesystem>

namespace shrike::local {

/// A folder that nobody else may read or put a link into, with those above it that are missing. One
/// that is there already keeps its owner's permissions. Throws std::filesystem::filesystem_error.
void make_private_folder(const std::filesystem::path& folder);

}  // namespace shrike::local
