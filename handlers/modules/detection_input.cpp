#include "handlers/modules/detection_input.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "handlers/modules/utf8.h"
#include "runtime/error.h"

namespace shrike {
namespace {

/// Of the object, not of the image: a JPEG of our own making may do.
constexpr std::array<std::string_view, 3> kReadableOtherwise{
    "Rekognition.InvalidS3Object", "Rekognition.InvalidImageFormat", "Rekognition.ImageTooLarge"};

bool within_rekognitions_sides(const ImageFacts& facts) {
  const auto [shorter, longer] = std::minmax(facts.stored_width, facts.stored_height);
  return shorter >= kMinSideForDetection && longer <= kMaxSideForDetection;
}

void require_large_enough(const ImageFacts& facts) {
  if (std::min(facts.width, facts.height) < kMinSideForDetection) {
    throw Error(ErrorKind::Reject, "Image.TooSmall",
                fmt::format("The image has {} x {} pixels; detection takes at least {} a side",
                            facts.width, facts.height, kMinSideForDetection));
  }
}

}  // namespace

std::string_view to_string(DetectionRoute route) noexcept {
  switch (route) {
    case DetectionRoute::S3Object:
      return "s3Object";
    case DetectionRoute::Bytes:
      return "bytes";
  }
  return "bytes";
}

DetectionSubject subject_of(const SourceImage& source) {
  return {source.object, source.facts, source.bytes.size()};
}

DetectionRoute choose_detection_route(const DetectionSubject& subject) {
  const ImageFacts& facts = subject.facts;
  const bool oriented_alike = facts.format == Format::Jpeg || facts.orientation == 1;
  const bool readable = facts.format == Format::Jpeg || facts.format == Format::Png;
  return readable && oriented_alike && subject.bytes <= kMaxObjectBytesForDetection &&
                 within_rekognitions_sides(facts) && is_utf8(subject.object.key.str())
             ? DetectionRoute::S3Object
             : DetectionRoute::Bytes;
}

bool can_be_read_otherwise(const Error& error) noexcept {
  return std::find(kReadableOtherwise.begin(), kReadableOtherwise.end(), error.type()) !=
         kReadableOtherwise.end();
}

std::optional<RenditionSpec> detection_spec(const DetectionSubject& subject) {
  const Size shown{subject.facts.width, subject.facts.height};
  const bool stretched = detection_size(subject.facts, kDetectionSide) !=
                         fitted(shown, kDetectionSide, kDetectionSide);
  if (stretched || choose_detection_route(subject) != DetectionRoute::Bytes) return std::nullopt;
  return RenditionSpec{"for-detection", kDetectionSide,    kDetectionSide,
                       Format::Jpeg,    kDetectionQuality, false};
}

std::string make_jpeg_for_detection(const SourceImage& source, ImageLibrary& images) {
  images.require_within_budget(source.facts, plan_detection(source.facts, kDetectionSide),
                               source.budget);
  return images.make_detection_jpeg(source.bytes, source.facts, kDetectionSide,
                                    kMaxInlineBytesForDetection);
}

DetectionInput::DetectionInput(DetectionSubject subject, std::function<std::string()> make_jpeg)
    : subject_(std::move(subject)),
      route_(choose_detection_route(subject_)),
      // Deferred: made by the first who gets it, while the others wait.
      jpeg_(std::async(std::launch::deferred, std::move(make_jpeg)).share()) {}

DetectionAnswer DetectionInput::put(const Ask& ask) const {
  require_large_enough(subject_.facts);
  std::optional<DetectionFallback> fallback;
  if (route_ == DetectionRoute::S3Object) {
    try {
      return {ask(subject_.object), {DetectionRoute::S3Object, subject_.bytes, {}}};
    } catch (const Error& error) {
      if (!can_be_read_otherwise(error)) throw;
      fallback = DetectionFallback{error.type(), error.message()};
    }
  }
  const std::string& made = jpeg();
  return {ask(std::string_view(made)), {DetectionRoute::Bytes, made.size(), std::move(fallback)}};
}

const std::string& DetectionInput::jpeg() const {
  // A shared_future may be read by several threads only through a copy each.
  const std::shared_future<std::string> own = jpeg_;
  return own.get();
}

}  // namespace shrike
