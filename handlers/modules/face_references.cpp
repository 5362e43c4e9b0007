#include "handlers/modules/face_references.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "handlers/modules/detection_input.h"
#include "handlers/modules/utf8.h"
#include "runtime/error.h"
#include "runtime/mebibyte.h"

namespace shrike {
namespace {

constexpr std::size_t kMostUseless = 10'000;

/// Why a listed object is not worth a question; empty when it is.
std::string_view reason_to_leave_out(const ListedObject& object) {
  if (object.key.str().ends_with('/')) return "a folder's marker";
  if (object.size == 0) return "empty";
  return {};
}

}  // namespace

FaceReferences::FaceReferences(FaceReferenceOptions options, ObjectStore& store,
                               ImageLibrary& images, Logger& logger)
    : options_(std::move(options)),
      store_(store),
      images_(images),
      logger_(logger),
      useless_(kMostUseless),
      jpegs_(options_.memory_mb * kMebibyte / 8) {}

std::uint64_t FaceReferences::decode_bytes() const noexcept {
  return options_.memory_mb * kMebibyte / 4;
}

std::vector<ListedObject> FaceReferences::list(const ObjectRef& image, const CallScope& scope) {
  std::vector<ListedObject> references;
  std::string continuation;
  do {
    ListedPage page = store_.list(options_.bucket, options_.prefix, continuation, scope);
    for (ListedObject& object : page.objects) {
      if (image.bucket == options_.bucket && image.key == object.key) continue;
      if (const auto reason = reason_to_leave_out(object); !reason.empty()) {
        logger_.info("Not a reference", {{"key", object.key.str()}, {"reason", reason}});
        continue;
      }
      references.push_back(std::move(object));
    }
    continuation = std::move(page.continuation);
  } while (!continuation.empty());
  return references;
}

std::optional<SkippedReference> FaceReferences::known_useless(const ListedObject& reference) {
  auto why = useless_.find(reference.etag);
  // Two objects of the same content have the same ETag.
  if (why) why->reference = reference.key;
  return why;
}

void FaceReferences::remember_useless(const ListedObject& reference, const SkippedReference& why) {
  if (!reference.etag.empty()) useless_.store(reference.etag, why);
}

bool FaceReferences::may_be_fetched(const ListedObject& reference) {
  return reference.size <= kMaxObjectBytesForDetection && is_utf8(reference.key.str()) &&
         !jpegs_.find(reference.etag);
}

std::shared_ptr<const std::string> FaceReferences::jpeg(const ListedObject& reference,
                                                        const CallScope& scope) {
  if (auto known = jpegs_.find(reference.etag)) return *known;
  const std::scoped_lock lock(making_);
  if (auto known = jpegs_.find(reference.etag)) return *known;
  auto made = std::make_shared<const std::string>(make_jpeg(reference, scope));
  if (!reference.etag.empty()) jpegs_.store(reference.etag, made, made->size());
  return made;
}

std::string FaceReferences::make_jpeg(const ListedObject& reference, const CallScope& scope) {
  // Beside the image that it is compared with, half of what that may have.
  const std::uint64_t limit =
      std::min(options_.max_image_bytes, options_.memory_mb * kMebibyte / 8);
  ImageBytes bytes;
  bytes.reserve(std::min(reference.size, limit));
  store_.get({options_.bucket, reference.key, {}}, limit, scope,
             [&](const ObjectInfo&, std::string_view chunk) { bytes += chunk; });
  const ImageFacts facts = images_.inspect(bytes);
  images_.require_within_budget(facts, plan_detection(facts, kDetectionSide), {decode_bytes()});
  return images_.make_detection_jpeg(bytes, facts, kDetectionSide, kMaxInlineBytesForDetection);
}

}  // namespace shrike
