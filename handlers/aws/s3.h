#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "handlers/aws/client.h"
#include "handlers/aws/object_names.h"

namespace shrike {

struct ObjectInfo {
  std::uint64_t size = 0;
  std::string etag;          ///< with its quotes, as S3 gives it; not a checksum
  std::string content_type;  ///< as stored, which proves nothing about the content
  VersionId version;
  std::map<std::string, std::string>
      metadata;  ///< x-amz-meta-*, names lower-case without the prefix
};

/// Takes an object piece by piece, with what S3 says of it.
using ObjectSink = std::function<void(const ObjectInfo& object, std::string_view chunk)>;

struct PutOptions {
  std::string content_type = "application/octet-stream";
  std::string cache_control = {};
  std::map<std::string, std::string> metadata = {};  ///< names and values printable ASCII
  std::string if_match = {};   ///< an ETag with its quotes; empty: no condition
  bool if_none_match = false;  ///< sends `If-None-Match: *`
  std::string sha256 = {};     ///< of the body, in lower-case hex, where it is known already
};

struct ListedObject {
  ObjectKey key;
  std::string etag;  ///< with its quotes
  std::uint64_t size = 0;
};

/// At most 1,000 objects, in the order of their keys.
struct ListedPage {
  std::vector<ListedObject> objects;
  std::string continuation;  ///< asks for the next page; empty: this was the last
};

/// The S3 operations that Shrike needs. Errors: "Object.NotFound" (NoSuchKey, NoSuchVersion,
/// 404), "Bucket.NotFound", "Object.AccessDenied" (403: denied, or missing without s3:ListBucket),
/// "Object.Changed" (412 on a condition), all Reject; "Service.Throttled" and "Service.Unavailable"
/// (Retry) once the attempts are used up; "Object.ChecksumMismatch" (Retry) when a body does not
/// match what S3 says of it; others `S3.<Code>`. Two are found out before anything is sent, Reject:
/// "Object.NameInvalid" (an empty bucket or key) and "Object.MetadataInvalid".
class S3Client {
 public:
  explicit S3Client(AwsClient client) : client_(std::move(client)) {}

  /// Reads the object piece by piece into `sink`. A transfer that breaks off is taken up again with
  /// a Range and If-Match, so the sink sees each byte once; what the sink throws comes out. Throws
  /// "Object.TooLarge" (Reject) before the first byte when the object is larger than `limit` bytes.
  ObjectInfo get(const ObjectRef& object, std::uint64_t limit, const CallScope& scope,
                 const ObjectSink& sink);

  /// What S3 refuses it says in a HEAD's status alone: "S3.BadRequest" (Retry) is mostly
  /// credentials that ran out.
  [[nodiscard]] ObjectInfo head(const ObjectRef& object, const CallScope& scope);

  /// Puts a whole object with its CRC-32 and SHA-256. Returns the ETag and version it got. Where an
  /// answer was lost, the next attempt may meet our own object: "Object.Changed" on a condition
  /// then means that somebody wrote it, maybe we.
  ObjectInfo put(const BucketName& bucket, const ObjectKey& key, std::string_view body,
                 const PutOptions& options, const CallScope& scope);

  /// One page of ListObjectsV2; `continuation` is that of the page before, empty for the first.
  [[nodiscard]] ListedPage list(const BucketName& bucket, std::string_view prefix,
                                const std::string& continuation, const CallScope& scope);

  /// Deletes an object; one that is not there is no error. With `if_match` (an ETag with its
  /// quotes) only if it still is that one, else "Object.Changed".
  void remove(const BucketName& bucket, const ObjectKey& key, const std::string& if_match,
              const CallScope& scope);

 private:
  AwsClient client_;
};

}  // namespace shrike
