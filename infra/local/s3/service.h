#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "handlers/aws/object_names.h"
#include "infra/local/aws_fault.h"
#include "infra/local/http_server.h"
#include "infra/local/iam/access_control.h"
#include "runtime/clock.h"

namespace shrike::local {

struct S3Options {
  std::filesystem::path folder;  ///< buckets are its sub-folders, objects plain files in them
  std::string region = "us-east-1";
  std::string account_id = "000000000000";
  const AccessControl& access;  ///< outlives the service
  /// Takes an S3 notification (`{"Records":[…]}`), or the test event of a configuration, for a
  /// function, a queue or a topic; must not block, and says itself what became of one that nobody
  /// takes.
  std::function<void(const std::string& target_arn, std::string event)> deliver;
  /// Takes an event for the account's event bus; must not block.
  std::function<void(std::string event)> emit = {};
  /// Whether there is such a function, queue or topic. Unset: all are taken for granted.
  std::function<bool(const std::string& target_arn)> can_deliver = {};
};

/// A notification to a function, a queue or a topic, with S3's own filter rules: literal, on the
/// decoded key.
struct BucketNotification {
  std::string id;
  std::string target_arn;
  std::vector<std::string> events;  ///< "s3:ObjectCreated:*", …
  std::string prefix;
  std::string suffix;
};

/// Whom a bucket tells of its objects.
struct NotificationConfiguration {
  std::vector<BucketNotification> targets = {};
  bool event_bridge = false;
};

/// S3 over a folder: see the operations in infra/local/README.md. Thread-safe.
class S3Service {
 public:
  S3Service(S3Options options, const Clock& clock);
  ~S3Service();

  S3Service(const S3Service&) = delete;
  S3Service& operator=(const S3Service&) = delete;
  S3Service(S3Service&&) = delete;
  S3Service& operator=(S3Service&&) = delete;

  /// Answers one request; faults become S3's XML. Verifies the signature itself, and that the
  /// caller may do what the request does. The clock that the signature is compared with, and that
  /// the answer's Date shows, is ahead by `clock_skew`.
  [[nodiscard]] ServerResponse handle(ServerRequest& request,
                                      std::chrono::seconds clock_skew = std::chrono::seconds(0));

  /// The answer of a request that is refused for a reason that is not S3's own.
  [[nodiscard]] ServerResponse refusal(const ServerRequest& request, const AwsFault& fault) const;

  /// For the stack: makes a bucket unless it is there.
  void ensure_bucket(const BucketName& bucket, bool versioned);
  /// As PutBucketNotificationConfiguration, test events included.
  void set_notifications(const BucketName& bucket, NotificationConfiguration configuration);

  /// The bytes of an object, for Rekognition's S3Object, read with the rights of its caller; null
  /// is the account. Throws AwsFault NoSuchBucket, NoSuchKey, NoSuchVersion, AccessDenied, and,
  /// before anything is read, EntityTooLarge for more than `limit` bytes.
  [[nodiscard]] std::string read_object(const ObjectRef& object, const FunctionIdentity* caller,
                                        std::uint64_t limit) const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace shrike::local
