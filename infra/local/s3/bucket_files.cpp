#include "infra/local/s3/bucket_files.h"

#include <system_error>

#include "handlers/aws/sigv4.h"
#include "infra/local/s3/key_path.h"

namespace shrike::local {
namespace fs = std::filesystem;

BucketFiles::BucketFiles(const fs::path& folder, const std::string& bucket)
    : visible_(folder / bucket), sidecar_(folder / ".shrike" / bucket) {}

fs::path BucketFiles::record(std::string_view key) const {
  return records() / (sigv4::sha256_hex(key) + ".json");
}

fs::path BucketFiles::version(std::string_view key, const std::string& id) const {
  return sidecar_ / "versions" / sigv4::sha256_hex(key) / id;
}

fs::path BucketFiles::object(std::string_view key) const {
  fs::path path = visible_ / path_of_key(key);
  return fs::is_directory(path) ? path / kFolderObject : path;
}

fs::path BucketFiles::make_room_for(std::string_view key) const {
  fs::path folder = visible_;
  for (const fs::path& name : path_of_key(key).parent_path()) {
    folder /= name;
    if (!fs::is_regular_file(fs::symlink_status(folder))) continue;
    const fs::path aside = temporary() / "aside";
    fs::create_directories(temporary());
    fs::rename(folder, aside);
    fs::create_directory(folder);
    fs::rename(aside, folder / kFolderObject);
  }
  fs::create_directories(folder);
  return object(key);
}

void BucketFiles::remove_object(std::string_view key) const {
  const fs::path path = object(key);
  std::error_code code;
  fs::remove(path, code);
  for (fs::path folder = path.parent_path(); !code && folder != visible_;
       folder = folder.parent_path()) {
    if (!fs::is_empty(folder, code)) return;
    fs::remove(folder, code);
  }
}

}  // namespace shrike::local
