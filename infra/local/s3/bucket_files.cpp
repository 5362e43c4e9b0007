#include "infra/local/s3/bucket_files.h"

#include <algorithm>
#include <climits>
#include <string>
#include <system_error>

#include "handlers/aws/sigv4.h"
#include "infra/local/aws_fault.h"
#include "infra/local/s3/key_path.h"

namespace shrike::local {
namespace fs = std::filesystem;

namespace {

bool leads_through_link(const fs::path& folder, const fs::path& below) {
  fs::path path = folder;
  return std::any_of(below.begin(), below.end(), [&](const fs::path& name) {
    path /= name;
    return fs::is_symlink(fs::symlink_status(path));
  });
}

/// A link in a bucket's folder is nothing that the store made, and leads where no key should. Who
/// can put one there between this and the use of the path can do all that its owner can: the data
/// folder is the owner's alone.
void refuse_links(const fs::path& folder, const fs::path& below) {
  if (leads_through_link(folder, below)) {
    throw AwsFault(403, "AccessDenied", "A symbolic link in a bucket's folder is not followed");
  }
}

/// With room for kFolderObject and the end's NUL.
bool is_within_path_limit(const fs::path& folder, const fs::path& below) {
  constexpr std::size_t kRoom = 4;
  return folder.native().size() + below.native().size() + kRoom <= PATH_MAX;
}

}  // namespace

BucketFiles::BucketFiles(const fs::path& folder, const std::string& bucket)
    : visible_(folder / bucket), sidecar_(folder / ".shrike" / bucket) {}

fs::path BucketFiles::record(std::string_view key) const {
  return records() / (sigv4::sha256_hex(key) + ".json");
}

fs::path BucketFiles::version(std::string_view key, const std::string& id) const {
  return sidecar_ / "versions" / sigv4::sha256_hex(key) / id;
}

fs::path BucketFiles::object(std::string_view key) const {
  fs::path below = path_of_key(key);
  if (!is_within_path_limit(visible_, below)) {
    throw AwsFault(400, "KeyTooLongError", "Your key is too long for a path of this machine",
                   {{"Size", std::to_string(key.size())}});
  }
  if (fs::is_directory(fs::symlink_status(visible_ / below))) below /= kFolderObject;
  refuse_links(visible_, below);
  return visible_ / below;
}

bool BucketFiles::is_in_reach(std::string_view key) const {
  const fs::path below = path_of_key(key);
  return is_within_path_limit(visible_, below) && !leads_through_link(visible_, below);
}

std::optional<std::uintmax_t> BucketFiles::object_size(std::string_view key) const {
  if (!is_in_reach(key)) return std::nullopt;
  std::error_code code;
  const std::uintmax_t size = fs::file_size(object(key), code);
  if (code) return std::nullopt;
  return size;
}

fs::path BucketFiles::make_room_for(std::string_view key) const {
  fs::path folder = visible_;
  static_cast<void>(object(key));
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
