#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "infra/local/s3/bucket_state.h"
#include "infra/local/s3/files.h"
#include "infra/local/s3/model.h"
#include "runtime/clock.h"

namespace shrike::local {

/// A version and its bytes, open: what happens to the key meanwhile does not touch them.
struct FoundObject {
  ObjectVersion version;
  std::filesystem::path path;
  std::shared_ptr<std::FILE> file;
  bool versioned = false;  ///< the bucket is, or was: versions have ids
};

/// What a write or a removal did.
struct Change {
  ObjectVersion
      version;  ///< as written or removed; of a removal by name the marker, if one was made
  bool versioned = false;
  bool happened = true;  ///< false where there was nothing to remove
};

/// Buckets and objects on disk, in the layout of BucketFiles. Thread-safe; one process a folder.
/// Every write is a file moved into place. Throws AwsFault as S3 words it (NoSuchBucket, NoSuchKey,
/// NoSuchVersion, MethodNotAllowed on a delete marker, …).
class Store {
 public:
  /// Takes up what an earlier run left. Throws Error "Store.InUse" (Reject) when another process
  /// has the folder.
  Store(std::filesystem::path folder, const Clock& clock);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  Store(Store&&) = delete;
  Store& operator=(Store&&) = delete;

  [[nodiscard]] std::vector<std::pair<std::string, TimePoint>> buckets() const;
  /// False where it is there already.
  bool create_bucket(const std::string& name);
  /// Throws AwsFault BucketNotEmpty.
  void delete_bucket(const std::string& name);
  [[nodiscard]] BucketSettings settings(const std::string& bucket) const;
  void change_settings(const std::string& bucket,
                       const std::function<void(BucketSettings&)>& change);
  [[nodiscard]] BucketFiles files(const std::string& bucket) const;

  /// Runs under the lock of the change it may forbid, by throwing.
  using Check = std::function<void(const KeyRecord&)>;

  /// Gives `draft` its version id, time and sequencer, and `data` its place.
  Change put(const std::string& bucket, const std::string& key, ObjectVersion draft,
             TemporaryFile data, const Check& check);
  /// Removes by name: in a versioned bucket that puts a delete marker on top.
  Change remove(const std::string& bucket, const std::string& key, const Check& check);
  /// Removes one version for good. The next older one becomes the newest.
  Change remove_version(const std::string& bucket, const std::string& key,
                        const std::string& version_id, const Check& check);
  Change set_tags(const std::string& bucket, const std::string& key, const std::string& version_id,
                  std::map<std::string, std::string> tags);

  /// The newest version where `version_id` is empty.
  [[nodiscard]] FoundObject find(const std::string& bucket, const std::string& key,
                                 const std::string& version_id) const;
  /// Empty where nothing is known of the key.
  [[nodiscard]] KeyRecord record(const std::string& bucket, const std::string& key) const;
  /// Hands over every key, tombstones included; nothing changes meanwhile.
  void visit(const std::string& bucket, const std::function<void(const Keys&)>& visitor) const;

 private:
  class FolderLock;

  [[nodiscard]] BucketState& bucket(const std::string& name) const;
  [[nodiscard]] std::string next_sequencer(const KeyRecord& record);

  std::filesystem::path folder_;
  const Clock& clock_;
  std::unique_ptr<FolderLock> lock_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::unique_ptr<BucketState>> buckets_;
  std::uint64_t last_sequencer_ = 0;
};

}  // namespace shrike::local
