#pragma once

#include <optional>
#include <string>

#include "infra/local/s3/bucket_files.h"
#include "infra/local/s3/files.h"
#include "infra/local/s3/model.h"

namespace shrike::local {

/// One bucket: what is known of its keys, and the files that make it true. Not thread-safe: the
/// store's lock is around it.
class BucketState {
 public:
  BucketState(const std::filesystem::path& folder, std::string name);

  /// Reads settings and records. A version whose plain file somebody removed or changed in size
  /// since is no version any more: the next older one is the newest, and its bytes take the file's
  /// place. What an end in the middle of a write left behind is put right. False where there is no
  /// such bucket.
  bool load();

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const BucketFiles& files() const noexcept { return files_; }
  [[nodiscard]] const Keys& keys() const noexcept { return keys_; }
  [[nodiscard]] bool empty() const;
  [[nodiscard]] bool versioned() const { return settings.versioning != Versioning::Never; }
  /// Empty where nothing is known of the key.
  [[nodiscard]] KeyRecord record(const std::string& key) const;
  [[nodiscard]] std::filesystem::path path(const std::string& key, const KeyRecord& record,
                                           std::size_t index) const;
  /// The newest where `version_id` is empty. Throws AwsFault NoSuchKey, NoSuchVersion or
  /// InvalidArgument where the id is none.
  [[nodiscard]] std::size_t index_of(const std::string& key, const KeyRecord& record,
                                     const std::string& version_id) const;

  void save_settings() const;
  void save(const std::string& key, KeyRecord record);

  /// Puts a version with its bytes, or a delete marker without any, above the others, in the place
  /// of the one with the same id if there is one. A version below whose plain file somebody removed
  /// or changed in size is dropped.
  void put_on_top(const std::string& key, KeyRecord record, const ObjectVersion& version,
                  std::optional<TemporaryFile> data);
  /// Removes a version and its bytes; the next older one that has its bytes becomes the newest.
  void remove_at(const std::string& key, KeyRecord record, std::size_t index);

  BucketSettings settings;

 private:
  /// Drops the newest versions that have lost their bytes. True where that changed the record.
  bool heal(const std::string& key, KeyRecord& record) const;
  /// Whether the version's bytes are among those of the older versions.
  [[nodiscard]] bool is_aside(const std::string& key, const ObjectVersion& version) const;
  /// Moves the newest version's bytes to those of the older ones; false where it has none.
  bool set_aside(const std::string& key, const ObjectVersion& version) const;
  /// The way back, over whatever file is in the object's place.
  void bring_up(const std::string& key, const ObjectVersion& version) const;
  void remove_old_bytes(const std::string& key, const ObjectVersion& version) const;

  std::string name_;
  BucketFiles files_;
  Keys keys_;
};

}  // namespace shrike::local
