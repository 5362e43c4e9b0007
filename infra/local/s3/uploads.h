#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "infra/local/s3/files.h"
#include "infra/local/s3/model.h"
#include "infra/local/s3/store.h"

namespace shrike::local {

/// A multipart upload under way.
struct Upload {
  std::string id;
  std::string key;
  ObjectVersion draft;    ///< headers, metadata and tags of the object to be; the start's time
  std::string algorithm;  ///< of the object's checksum: "crc32", …
  bool algorithm_stated = false;  ///< then its parts must have it too
  bool composite = false;         ///< the object's checksum is one of its parts' checksums
  std::string key_sequencer;      ///< the key's at the start: another one means that somebody wrote
};

struct UploadPart {
  std::uint64_t size = 0;
  std::string md5;
  TimePoint last_modified{};
  StoredChecksum checksum;
};

/// Multipart uploads, each a folder with its parts. Thread-safe; survives restarts. Throws AwsFault
/// NoSuchUpload.
class Uploads {
 public:
  explicit Uploads(const Store& store) : store_(store) {}

  /// Gives the upload its id, which sorts by the time it began: `draft.last_modified`.
  Upload create(const std::string& bucket, Upload upload);
  [[nodiscard]] Upload find(const std::string& bucket, const std::string& key,
                            const std::string& id) const;
  /// By key, then by the time they began.
  [[nodiscard]] std::vector<Upload> list(const std::string& bucket) const;

  void put_part(const std::string& bucket, const Upload& upload, int number, const UploadPart& part,
                TemporaryFile data);
  [[nodiscard]] std::map<int, UploadPart> parts(const std::string& bucket,
                                                const Upload& upload) const;
  [[nodiscard]] std::filesystem::path part_path(const std::string& bucket, const Upload& upload,
                                                int number) const;
  void discard(const std::string& bucket, const Upload& upload);

  /// Keeps others from completing or aborting the same upload meanwhile; they see NoSuchUpload.
  class Claim {
   public:
    Claim(Uploads& uploads, const std::string& id);
    ~Claim();
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;
    Claim(Claim&&) = delete;
    Claim& operator=(Claim&&) = delete;

   private:
    Uploads& uploads_;
    std::string id_;
  };

 private:
  [[nodiscard]] std::filesystem::path folder(const std::string& bucket,
                                             const std::string& id) const;

  const Store& store_;
  mutable std::mutex mutex_;
  std::set<std::string> claimed_;
};

}  // namespace shrike::local
