#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "handlers/modules/face_references.h"
#include "handlers/modules/face_report.h"
#include "handlers/modules/lru_cache.h"
#include "handlers/modules/ports.h"
#include "handlers/modules/source_image.h"
#include "runtime/error.h"

namespace shrike {

/// Compares an image with every reference, several at the same time. What one comparison said is
/// remembered by the two ETags, so that a warm function asks about nothing twice. Thread-safe.
class FaceComparer {
 public:
  /// Both must outlive it.
  FaceComparer(FaceReferences& references, Recognition& recognition, ImageLibrary& images)
      : references_(references), recognition_(recognition), images_(images) {}

  /// The largest face of each reference against all faces of the image, without a threshold of
  /// Rekognition's: what is below `threshold` (percent) is told too. A reference that cannot be
  /// read, or shows no face, is left out of the comparison and costs nothing else.
  ///
  /// Throws Error: "Image.…" (Reject) when the image itself cannot be looked at; "Service.…"
  /// (Retry) and what else is not of one reference alone, after which another try finds what this
  /// one has learnt.
  [[nodiscard]] FaceReport compare(const SourceImage& image, double threshold,
                                   const CallScope& scope);

 private:
  struct Run;
  using Compared = std::variant<std::monostate, ReferenceComparison, SkippedReference>;

  [[nodiscard]] Compared compare_with(const ListedObject& reference, Run& run);
  [[nodiscard]] Compared look(const ListedObject& reference, Run& run);
  [[nodiscard]] Compared ask(const ListedObject& reference, const RekognitionImage& shown,
                             Run& run);
  [[nodiscard]] SkippedReference explain(const ListedObject& reference,
                                         const RekognitionImage& shown, const Error& refusal,
                                         const CallScope& scope);

  FaceReferences& references_;
  Recognition& recognition_;
  ImageLibrary& images_;
  LruCache<std::pair<std::string, std::string>, std::vector<ComparedFace>> known_{20'000};
};

}  // namespace shrike
