#include "handlers/modules/compare_faces.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

#include "handlers/modules/detection_input.h"
#include "handlers/modules/parallel.h"
#include "runtime/error.h"

namespace shrike {
namespace {

/// Calls spend their time waiting; Rekognition's own quota for CompareFaces begins at five a second
/// in the smaller regions.
constexpr std::size_t kCallsAtOnce = 8;

/// What CompareFaces also says when one of the two has no face.
constexpr std::string_view kInvalidParameter = "Rekognition.InvalidParameter";

/// The reference is at fault, not the image, the rights or the service.
bool is_of_reference(const Error& error) {
  return error.kind() == ErrorKind::Reject &&
         (error.type().starts_with("Image.") || error.type().starts_with("Object."));
}

bool has_face(const nlohmann::json& answer) {
  return answer.is_object() && answer.contains("FaceDetails") && !answer["FaceDetails"].empty();
}

SkippedReference skipped(const ListedObject& reference, const Error& error) {
  return {reference.key, error.type(), error.message()};
}

}  // namespace

/// One image against all references.
struct FaceComparer::Run {
  Run(const SourceImage& source, ImageLibrary& images, const CallScope& calls)
      : image(source),
        input(subject_of(source),
              [&source, &images] { return make_jpeg_for_detection(source, images); }),
        scope(calls) {}

  /// Looks at most once, whoever asks.
  [[nodiscard]] bool shows_face(Recognition& recognition) {
    const std::scoped_lock lock(looking_);
    if (!shows_face_) {
      shows_face_ = has_face(input
                                 .put([&](const RekognitionImage& shown) {
                                   return recognition.detect_faces(shown, scope);
                                 })
                                 .answer);
    }
    return *shows_face_;
  }

  const SourceImage& image;
  DetectionInput input;
  const CallScope& scope;
  std::atomic<bool> faceless = false;

 private:
  std::mutex looking_;
  std::optional<bool> shows_face_;
};

FaceReport FaceComparer::compare(const SourceImage& image, double threshold,
                                 const CallScope& scope) {
  const std::vector<ListedObject> references = references_.list(image.object, scope);
  Run run(image, images_, scope);
  std::vector<Compared> compared(references.size());
  for_each_index(references.size(), kCallsAtOnce, [&](std::size_t index) {
    if (!run.faceless) compared[index] = compare_with(references[index], run);
  });

  FaceReport report;
  report.reference_bucket = references_.bucket();
  report.threshold = threshold;
  std::vector<ReferenceComparison> comparisons;
  for (Compared& one : compared) {
    if (auto* comparison = std::get_if<ReferenceComparison>(&one)) {
      comparisons.push_back(std::move(*comparison));
    } else if (auto* left_out = std::get_if<SkippedReference>(&one)) {
      report.skipped.push_back(std::move(*left_out));
    }
  }
  conclude(report, comparisons);
  if (run.faceless) report.outcome = FaceOutcome::NoFace;
  return report;
}

FaceComparer::Compared FaceComparer::compare_with(const ListedObject& reference, Run& run) {
  if (auto useless = references_.known_useless(reference)) return std::move(*useless);
  const std::pair etags{run.image.info.etag, reference.etag};
  const bool comparable = !etags.first.empty() && !etags.second.empty();
  if (comparable) {
    if (auto faces = known_.find(etags)) return ReferenceComparison{reference.key, *faces};
  }
  Compared compared = look(reference, run);
  if (const auto* comparison = std::get_if<ReferenceComparison>(&compared);
      comparison && comparable) {
    known_.store(etags, comparison->faces, 1 + comparison->faces.size());
  }
  return compared;
}

/// Without what is remembered. As an object if Rekognition can read it, else as a JPEG of ours.
FaceComparer::Compared FaceComparer::look(const ListedObject& reference, Run& run) {
  if (references_.may_be_fetched(reference)) {
    try {
      return ask(reference, ObjectRef{references_.bucket(), reference.key, {}}, run);
    } catch (const Error& error) {
      if (!can_be_read_otherwise(error)) throw;
    }
  }
  std::shared_ptr<const std::string> jpeg;
  try {
    jpeg = references_.jpeg(reference, run.scope);
  } catch (const Error& error) {
    if (!is_of_reference(error)) throw;
    const SkippedReference why = skipped(reference, error);
    // Whether an object can be had is not a matter of its content.
    if (error.type().starts_with("Image.")) references_.remember_useless(reference, why);
    return why;
  }
  try {
    return ask(reference, std::string_view(*jpeg), run);
  } catch (const Error& error) {
    if (!can_be_read_otherwise(error)) throw;
    return skipped(reference, error);
  }
}

FaceComparer::Compared FaceComparer::ask(const ListedObject& reference,
                                         const RekognitionImage& shown, Run& run) {
  try {
    const DetectionAnswer answer = run.input.put([&](const RekognitionImage& image) {
      return recognition_.compare_faces(shown, image, 0, run.scope);
    });
    return ReferenceComparison{reference.key, compared_faces_from(answer.answer)};
  } catch (const Error& error) {
    if (error.type() != kInvalidParameter) throw;
    if (!run.shows_face(recognition_)) {
      run.faceless = true;
      return std::monostate{};
    }
    return explain(reference, shown, error, run.scope);
  }
}

/// Why a reference was refused beside an image that shows a face.
SkippedReference FaceComparer::explain(const ListedObject& reference, const RekognitionImage& shown,
                                       const Error& refusal, const CallScope& scope) {
  try {
    if (has_face(recognition_.detect_faces(shown, scope))) return skipped(reference, refusal);
  } catch (const Error& error) {
    if (error.type() != kInvalidParameter) throw;
    return skipped(reference, error);
  }
  SkippedReference why{reference.key, "Image.NoFace", "It shows no face"};
  references_.remember_useless(reference, why);
  return why;
}

}  // namespace shrike
