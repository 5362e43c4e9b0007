#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "infra/local/s3/service.h"
#include "runtime/clock.h"

namespace shrike::local {

/// A version's id in a bucket that was unversioned, or suspended, when it was written.
inline constexpr const char* kNullVersion = "null";

/// What the other ids begin with: they are in the order of their writes, so that a listing can go
/// on behind a version that has been deleted since. Ids name files: none may be hidden.
inline std::string version_id_start(const std::string& sequencer) { return "v" + sequencer; }

/// The storage class of what names none. Nothing here depends on an object's class.
inline constexpr const char* kStandard = "STANDARD";

struct StoredChecksum {
  std::string algorithm;  ///< "crc32", "crc32c", "crc64nvme", "sha1", "sha256"
  std::string base64;     ///< with `-<parts>` at its end where it is composite
  bool composite = false;
};

/// One version of an object, or one delete marker.
struct ObjectVersion {
  std::string version_id = kNullVersion;
  bool delete_marker = false;
  std::uint64_t size = 0;
  std::string etag;  ///< without its quotes
  TimePoint last_modified{};
  /// Content-Type, Cache-Control, … as they are given back; lower-case names.
  std::map<std::string, std::string> headers;
  std::string storage_class = kStandard;
  std::map<std::string, std::string> metadata;  ///< x-amz-meta-*, without that prefix
  std::map<std::string, std::string> tags;
  std::optional<StoredChecksum> checksum;
  std::string sequencer;  ///< of the event that made it
};

/// Everything that is known of a key. Without versions it is a key that was deleted: its sequencer
/// must go on growing from there, also after a restart.
struct KeyRecord {
  std::vector<ObjectVersion> versions;  ///< newest first
  std::string sequencer;                ///< of the last change

  /// The newest, unless that is a delete marker or there is none.
  [[nodiscard]] const ObjectVersion* current() const noexcept {
    return versions.empty() || versions.front().delete_marker ? nullptr : &versions.front();
  }
};

/// In the order of S3's listings: by the key's bytes.
using Keys = std::map<std::string, KeyRecord, std::less<>>;

enum class Versioning { Never, Enabled, Suspended };

struct BucketSettings {
  TimePoint created{};
  Versioning versioning = Versioning::Never;
  NotificationConfiguration notifications;
};

}  // namespace shrike::local
