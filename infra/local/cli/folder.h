#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace shrike::local {

/// What a walk did not take, and why.
struct PassedOver {
  std::filesystem::path path;
  std::string reason;
};

struct FolderContent {
  std::vector<std::filesystem::path>
      files;                            ///< relative to the folder, in the order of their bytes
  std::vector<PassedOver> passed_over;  ///< links, devices and the like
  std::vector<PassedOver> unreadable;   ///< folders whose content nobody knows
};

/// The regular files of a folder and its folders. Links are not followed; `except`, a folder below
/// it, is not entered. A folder that cannot be read is told of, not thrown.
[[nodiscard]] FolderContent walk_folder(const std::filesystem::path& folder,
                                        const std::filesystem::path& except);

}  // namespace shrike::local
