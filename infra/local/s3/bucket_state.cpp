#include "infra/local/s3/bucket_state.h"

#include <algorithm>
#include <cctype>
#include <system_error>
#include <utility>

#include "infra/local/s3/faults.h"
#include "infra/local/s3/records.h"

namespace shrike::local {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kVersionIdLength = 32;

bool could_be_version_id(std::string_view id) {
  return id == kNullVersion || (id.size() == kVersionIdLength &&
                                std::all_of(id.begin(), id.end(), [](unsigned char character) {
                                  return std::isalnum(character) != 0 || character == '.' ||
                                         character == '_' || character == '-';
                                }));
}

void write_text(const BucketFiles& files, const fs::path& place, std::string_view text) {
  TemporaryFile file(files.temporary());
  file.write(text);
  file.move_to(place);
}

std::vector<ObjectVersion>::iterator find_version(KeyRecord& record, const std::string& id) {
  return std::find_if(record.versions.begin(), record.versions.end(),
                      [&](const ObjectVersion& version) { return version.version_id == id; });
}

}  // namespace

BucketState::BucketState(const fs::path& folder, std::string name)
    : name_(std::move(name)), files_(folder, name_) {}

bool BucketState::load() {
  if (!fs::exists(files_.settings())) return false;
  settings = read_bucket_settings(read_file(files_.settings()));
  fs::remove_all(files_.temporary());
  fs::create_directories(files_.visible());
  if (!fs::exists(files_.records())) return true;
  for (const fs::directory_entry& file : fs::directory_iterator(files_.records())) {
    auto [key, record] = read_key_record(read_file(file.path()));
    if (heal(key, record)) write_text(files_, file.path(), write_key_record(key, record));
    keys_.emplace(std::move(key), std::move(record));
  }
  return true;
}

bool BucketState::empty() const {
  return std::all_of(keys_.begin(), keys_.end(),
                     [](const auto& entry) { return entry.second.versions.empty(); });
}

KeyRecord BucketState::record(const std::string& key) const {
  const auto found = keys_.find(key);
  return found == keys_.end() ? KeyRecord{} : found->second;
}

fs::path BucketState::path(const std::string& key, const KeyRecord& record,
                           std::size_t index) const {
  return index == 0 ? files_.object(key)
                    : files_.version(key, record.versions.at(index).version_id);
}

std::size_t BucketState::index_of(const std::string& key, const KeyRecord& record,
                                  const std::string& version_id) const {
  if (version_id.empty()) {
    if (record.versions.empty()) throw faults::no_such_key(key);
    return 0;
  }
  if (!could_be_version_id(version_id) || (!versioned() && version_id != kNullVersion)) {
    throw faults::invalid_version(version_id);
  }
  for (std::size_t index = 0; index < record.versions.size(); ++index) {
    if (record.versions[index].version_id == version_id) return index;
  }
  throw faults::no_such_version(key, version_id);
}

void BucketState::save_settings() const {
  write_text(files_, files_.settings(), write_bucket_settings(settings));
}

void BucketState::save(const std::string& key, KeyRecord record) {
  write_text(files_, files_.record(key), write_key_record(key, record));
  keys_.insert_or_assign(key, std::move(record));
}

void BucketState::put_on_top(const std::string& key, KeyRecord record, const ObjectVersion& version,
                             std::optional<TemporaryFile> data) {
  const auto replaced = find_version(record, version.version_id);
  const bool replaces_newest = replaced == record.versions.begin() && !record.versions.empty();
  if (replaced != record.versions.end()) {
    if (!replaces_newest) remove_old_bytes(key, *replaced);
    record.versions.erase(replaced);
  }
  if (!replaces_newest && record.current() != nullptr && !set_aside(key, *record.current())) {
    record.versions.erase(record.versions.begin());
  }
  if (data) {
    data->move_to(files_.make_room_for(key));
  } else {
    files_.remove_object(key);
  }
  record.versions.insert(record.versions.begin(), version);
  save(key, std::move(record));
}

void BucketState::remove_at(const std::string& key, KeyRecord record, std::size_t index) {
  const ObjectVersion removed = record.versions.at(index);
  record.versions.erase(record.versions.begin() + static_cast<std::ptrdiff_t>(index));
  if (index > 0) {
    remove_old_bytes(key, removed);
    save(key, std::move(record));
    return;
  }
  // Refused, where it is, before anything changes.
  static_cast<void>(files_.object(key));
  while (record.current() != nullptr && !is_aside(key, *record.current())) {
    record.versions.erase(record.versions.begin());
  }
  // First of all: load() brings up what the record calls the newest.
  save(key, record);
  if (!removed.delete_marker) files_.remove_object(key);
  if (record.current() != nullptr) bring_up(key, *record.current());
}

bool BucketState::heal(const std::string& key, KeyRecord& record) const {
  bool changed = false;
  while (record.current() != nullptr) {
    const ObjectVersion& newest = *record.current();
    // Both are there after an end in the middle of a write: then the plain file is of the write.
    if (versioned() && is_aside(key, newest)) {
      if (files_.is_in_reach(key)) bring_up(key, newest);
      return changed;
    }
    if (!changed && files_.object_size(key) == newest.size) return false;
    record.versions.erase(record.versions.begin());
    changed = true;
  }
  return changed;
}

bool BucketState::is_aside(const std::string& key, const ObjectVersion& version) const {
  std::error_code code;
  const auto size = fs::file_size(files_.version(key, version.version_id), code);
  return !code && size == version.size;
}

bool BucketState::set_aside(const std::string& key, const ObjectVersion& version) const {
  if (files_.object_size(key) != version.size) return is_aside(key, version);
  const fs::path aside = files_.version(key, version.version_id);
  fs::create_directories(aside.parent_path());
  fs::rename(files_.object(key), aside);
  return true;
}

void BucketState::bring_up(const std::string& key, const ObjectVersion& version) const {
  const fs::path aside = files_.version(key, version.version_id);
  fs::rename(aside, files_.make_room_for(key));
  std::error_code ignored;
  fs::remove(aside.parent_path(), ignored);
}

void BucketState::remove_old_bytes(const std::string& key, const ObjectVersion& version) const {
  if (version.delete_marker) return;
  const fs::path path = files_.version(key, version.version_id);
  std::error_code ignored;
  fs::remove(path, ignored);
  fs::remove(path.parent_path(), ignored);
}

}  // namespace shrike::local
