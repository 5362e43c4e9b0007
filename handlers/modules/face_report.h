#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "handlers/aws/object_names.h"
#include "handlers/modules/compared_faces.h"

namespace shrike {

enum class FaceOutcome {
  Match,           ///< a face is as similar to a reference as the threshold asks
  BelowThreshold,  ///< there are faces, none of them similar enough
  NoFace,          ///< the image shows no face
  NoReferences,    ///< there is no reference that it could be compared with
};

/// As subscriptions filter by it: "match", "below-threshold", "no-face", "no-references".
[[nodiscard]] std::string_view to_string(FaceOutcome outcome) noexcept;

/// What CompareFaces says of one reference.
struct ReferenceComparison {
  ObjectKey reference;
  std::vector<ComparedFace> faces;
};

/// A reference that was not compared, and why.
struct SkippedReference {
  ObjectKey reference;
  std::string type;
  std::string reason;
};

struct Likeness {
  ObjectKey reference;
  double similarity = 0;  ///< percent
};

/// A face of the image.
struct ImageFace {
  FaceBox box;
  double confidence = 0;           ///< percent
  std::vector<Likeness> likeness;  ///< to each reference, the most similar first
};

/// The image that was compared, as its event names it.
struct ComparedImage {
  ObjectRef object;
  std::string etag;  ///< without quotes
  std::string sequencer;
};

/// Everything there is to tell of one image.
struct FaceReport {
  ComparedImage image;
  BucketName reference_bucket;
  double threshold = 0;  ///< percent
  FaceOutcome outcome = FaceOutcome::NoReferences;
  std::vector<ImageFace> faces;  ///< from left to right
  std::size_t compared = 0;      ///< references
  std::vector<SkippedReference> skipped;

  /// The face that is most similar to any reference; null where none is to any.
  [[nodiscard]] const ImageFace* best() const noexcept;
};

/// Puts together what was said of an image, reference by reference: boxes that are nearly the same
/// are the same face. Sets faces, outcome and count; the rest is the caller's.
void conclude(FaceReport& report, const std::vector<ReferenceComparison>& comparisons);

/// The result object: `{"schemaVersion","outcome","source","threshold","best","faces",
/// "references"}`, with at most ten references a face. Strings may hold bytes that are not UTF-8.
[[nodiscard]] nlohmann::json face_document(const FaceReport& report);

}  // namespace shrike
