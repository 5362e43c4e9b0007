#include "handlers/modules/detection.h"

#include <algorithm>
#include <array>
#include <exception>
#include <future>
#include <string_view>
#include <utility>

#include "handlers/modules/faces.h"
#include "handlers/modules/labels.h"
#include "handlers/modules/moderation.h"
#include "handlers/modules/parallel.h"
#include "handlers/modules/text.h"
#include "runtime/error.h"

namespace shrike {
namespace {

/// A request that carries the JPEG: its base64 in the JSON value, and again in the text of that.
/// The JPEG itself has never been seen to take more than a byte a pixel at our quality.
constexpr std::uint64_t kRequestBytes = std::uint64_t{kDetectionSide} * kDetectionSide * 2 * 4 / 3;

Detection detection_by(Detector detector, const DetectionInput& input,
                       const DetectionOptions& options, Recognition& recognition,
                       const CallScope& scope) {
  switch (detector) {
    case Detector::Labels:
      return detect_labels(input, {options.max_labels, options.min_confidence}, recognition, scope);
    case Detector::Faces:
      return detect_faces(input, recognition, scope);
    case Detector::Text:
      return detect_text(input, recognition, scope);
    case Detector::Moderation:
      return detect_moderation(input, options.min_confidence, recognition, scope);
  }
  throw Error(ErrorKind::Bug, "Detector.Unknown", "There is no such detector");
}

/// One detector's way: what it found or why not, and how long it took.
struct Look {
  Detection detection;
  std::exception_ptr failure = nullptr;
  std::chrono::milliseconds duration{};
};

/// The failures that are not one detector's alone.
class Failures {
 public:
  void add(std::exception_ptr failure, bool retryable) {
    auto& first = retryable ? retryable_ : other_;
    if (!first) first = std::move(failure);
  }

  void throw_first() const {
    if (retryable_) std::rethrow_exception(retryable_);
    if (other_) std::rethrow_exception(other_);
  }

 private:
  std::exception_ptr retryable_;
  std::exception_ptr other_;
};

/// What Rekognition says of the picture and not of whoever asks: a right that is missing or a
/// region without the operation is the operator's to mend. ("DetectLabels", Errors)
bool is_of_the_image(const Error& error) {
  constexpr std::array<std::string_view, 4> kOfTheImage{
      "Rekognition.ImageTooLarge", "Rekognition.InvalidImageFormat", "Rekognition.InvalidParameter",
      "Rekognition.InvalidS3Object"};
  return error.kind() == ErrorKind::Reject &&
         (error.type().starts_with("Image.") ||
          std::count(kOfTheImage.begin(), kOfTheImage.end(), std::string_view(error.type())) > 0);
}

void gather(Detector detector, Look look, Sight& sight, Failures& failures) {
  const std::string name(to_string(detector));
  sight.timings[name] = look.duration;
  if (!look.failure) {
    sight.found.emplace(detector, std::move(look.detection));
    return;
  }
  try {
    std::rethrow_exception(look.failure);
  } catch (const Error& error) {
    if (is_of_the_image(error)) {
      sight.refused.push_back({name, error.type(), error.message()});
    } else {
      failures.add(look.failure, error.retryable());
    }
  } catch (...) {
    failures.add(look.failure, false);
  }
}

}  // namespace

const Detection* Sight::find(Detector detector) const {
  const auto entry = found.find(detector);
  return entry == found.end() ? nullptr : &entry->second;
}

Sight detect(const SourceImage& source, const DetectionOptions& options, ImageLibrary& images,
             Recognition& recognition, const Clock& clock, const CallScope& scope) {
  const DetectionInput input(subject_of(source),
                             [&] { return make_jpeg_for_detection(source, images); });
  const bool at_once = detection_memory(source.facts, options.detectors.size(), images) <=
                       source.budget.memory_bytes;
  return detect(input, options, at_once, recognition, clock, scope);
}

Sight detect(const DetectionInput& input, const DetectionOptions& options, bool at_once,
             Recognition& recognition, const Clock& clock, const CallScope& scope) {
  const auto look = [&](Detector detector) {
    Look result;
    const TimePoint start = clock.now();
    try {
      result.detection = detection_by(detector, input, options, recognition, scope);
    } catch (...) {
      result.failure = std::current_exception();
    }
    result.duration = clock.now() - start;
    return result;
  };
  std::vector<std::pair<Detector, std::future<Look>>> looks;
  looks.reserve(options.detectors.size());
  for (const Detector detector : options.detectors) {
    // The last needs no other thread than this one, which would only wait.
    const bool elsewhere = at_once && looks.size() + 1 < options.detectors.size();
    const auto work = [&look, detector] { return look(detector); };
    looks.emplace_back(detector,
                       elsewhere ? begin_aside(work) : std::async(std::launch::deferred, work));
  }
  if (at_once && !looks.empty()) looks.back().second.wait();

  Sight sight;
  Failures failures;
  for (auto& [detector, result] : looks) gather(detector, result.get(), sight, failures);
  failures.throw_first();
  return sight;
}

std::uint64_t detection_memory(const ImageFacts& facts, std::size_t detectors,
                               ImageLibrary& images) {
  if (detectors == 0) return 0;
  // Counted even when Rekognition reads the object itself: it may turn out that it cannot.
  const DecodePlan plan = plan_detection(facts, kDetectionSide);
  return images.estimated_decode(facts, plan).memory_bytes + detectors * kRequestBytes;
}

void log_sight(Logger& logger, const ObjectRef& object, const Sight& sight) {
  for (const Refusal& refusal : sight.refused) {
    logger.warn("Not detected", {{"what", refusal.what},
                                 {"key", object.key.str()},
                                 {"type", refusal.type},
                                 {"reason", refusal.reason}});
  }
  for (const auto& [detector, detection] : sight.found) {
    if (const auto& fallback = detection.source.fallback) {
      logger.warn("Rekognition could not read the object; it was sent a JPEG instead",
                  {{"what", to_string(detector)},
                   {"key", object.key.str()},
                   {"type", fallback->type},
                   {"reason", fallback->reason}});
    }
    switch (detector) {
      case Detector::Labels:
        log_labels(logger, object, detection.found);
        break;
      case Detector::Faces:
        log_faces(logger, object, detection.found);
        break;
      case Detector::Text:
        log_text(logger, object, detection.found);
        break;
      case Detector::Moderation:
        log_moderation(logger, object, detection.found);
        break;
    }
  }
}

}  // namespace shrike
