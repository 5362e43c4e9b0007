#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "handlers/modules/face_report.h"
#include "handlers/modules/lru_cache.h"
#include "handlers/modules/ports.h"
#include "runtime/log.h"

namespace shrike {

/// Where the references are, and what making them readable may take.
struct FaceReferenceOptions {
  BucketName bucket;
  std::string prefix;  ///< of their keys; may be empty
  std::uint64_t max_image_bytes = 0;
  std::uint64_t memory_mb = 0;  ///< of the function
};

/// The reference images of a bucket. By their ETags, which change with their content, it remembers
/// from one invocation to the next those that are of no use, and the JPEGs that it made of those
/// that Rekognition cannot read: an eighth of the function's memory at most. Thread-safe.
class FaceReferences {
 public:
  /// All that is referred to must outlive it.
  FaceReferences(FaceReferenceOptions options, ObjectStore& store, ImageLibrary& images,
                 Logger& logger);

  [[nodiscard]] const BucketName& bucket() const noexcept { return options_.bucket; }

  /// The memory in bytes that making a JPEG takes at most: a quarter of the function's.
  [[nodiscard]] std::uint64_t decode_bytes() const noexcept;

  /// All of them but `image` itself, in the order of their keys; folders' markers and empty objects
  /// are logged and left out. Throws what the store throws.
  [[nodiscard]] std::vector<ListedObject> list(const ObjectRef& image, const CallScope& scope);

  /// Why it turned out to be of no use; nothing when it did not.
  [[nodiscard]] std::optional<SkippedReference> known_useless(const ListedObject& reference);
  void remember_useless(const ListedObject& reference, const SkippedReference& why);

  /// Whether Rekognition may be able to fetch and read the object itself.
  [[nodiscard]] bool may_be_fetched(const ListedObject& reference);

  /// An upright JPEG of the reference, made when it is first needed: one at a time, since each
  /// takes memory. Throws Error, kind Reject, when the object is no image ("Image.…") or cannot be
  /// had
  /// ("Object.…"), and what else the store throws.
  [[nodiscard]] std::shared_ptr<const std::string> jpeg(const ListedObject& reference,
                                                        const CallScope& scope);

 private:
  [[nodiscard]] std::string make_jpeg(const ListedObject& reference, const CallScope& scope);

  FaceReferenceOptions options_;
  ObjectStore& store_;
  ImageLibrary& images_;
  Logger& logger_;
  std::mutex making_;
  LruCache<std::string, SkippedReference> useless_;
  LruCache<std::string, std::shared_ptr<const std::string>> jpegs_;
};

}  // namespace shrike
