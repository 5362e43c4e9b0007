#include "infra/local/private_folder.h"

namespace shrike::local {

void make_private_folder(const std::filesystem::path& folder) {
  if (std::filesystem::create_directories(folder)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
  }
}

}  // namespace shrike::local
