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

  /// Reads settings and records; an object whose plain file somebody removed or changed in size
  /// since is no object any more. False where there is no such bucket.
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
  /// of the one with the same id if there is one.
  void put_on_top(const std::string& key, KeyRecord record, const ObjectVersion& version,
                  std::optional<TemporaryFile> data);
  /// Removes a version and its bytes; the next older one becomes the newest.
  void remove_at(const std::string& key, KeyRecord record, std::size_t index);

  BucketSettings settings;

 private:
  void remove_old_bytes(const std::string& key, const ObjectVersion& version) const;

  std::string name_;
  BucketFiles files_;
  Keys keys_;
};

}  // namespace shrike::local
