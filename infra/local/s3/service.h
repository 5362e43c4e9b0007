#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "handlers/aws/credentials.h"
#include "handlers/aws/object_names.h"
#include "infra/local/http_server.h"
#include "runtime/clock.h"

namespace shrike::local {

struct S3Options {
  std::filesystem::path folder;  ///< buckets are its sub-folders, objects plain files in them
  std::string region = "us-east-1";
  Credentials credentials;
  /// Takes an S3 notification (`{"Records":[…]}`) for a function; must not block.
  std::function<void(const std::string& function_arn, std::string event)> deliver;
};

/// A notification to a function, with S3's own filter rules: literal, on the decoded key.
struct FunctionNotification {
  std::string id;
  std::string function_arn;
  std::vector<std::string> events;  ///< "s3:ObjectCreated:*", …
  std::string prefix;
  std::string suffix;
};

/// S3 over a folder: see the operations in README.md. Thread-safe.
class S3Service {
 public:
  S3Service(S3Options options, const Clock& clock);
  ~S3Service();

  S3Service(const S3Service&) = delete;
  S3Service& operator=(const S3Service&) = delete;
  S3Service(S3Service&&) = delete;
  S3Service& operator=(S3Service&&) = delete;

  /// Answers one request; faults become S3's XML. Verifies the signature itself.
  [[nodiscard]] ServerResponse handle(ServerRequest& request);

  /// For the stack: makes a bucket unless it is there.
  void ensure_bucket(const BucketName& bucket, bool versioned);
  void set_notifications(const BucketName& bucket, std::vector<FunctionNotification> notifications);

  /// The bytes of an object, for Rekognition's S3Object. Throws AwsFault NoSuchBucket, NoSuchKey,
  /// NoSuchVersion.
  [[nodiscard]] std::string read_object(const ObjectRef& object) const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace shrike::local
