#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "handlers/modules/ports.h"
#include "handlers/modules/source_image.h"
#include "runtime/error.h"

namespace shrike {

/// Rekognition's limits ("Guidelines and quotas in Amazon Rekognition").
inline constexpr std::uint64_t kMaxObjectBytesForDetection = 15'728'640;
inline constexpr std::size_t kMaxInlineBytesForDetection = 5'242'880;
inline constexpr int kMinSideForDetection = 80;
inline constexpr int kMaxSideForDetection = 10'000;

/// Longest side of the JPEG that we make for Rekognition. More pixels cost transfer and time, and
/// have not been seen to find more.
inline constexpr int kDetectionSide = 1600;

enum class DetectionRoute {
  S3Object,  ///< Rekognition reads the object from S3 itself: nothing is sent twice
  Bytes,     ///< an upright sRGB JPEG of our own making
};

/// What the choice goes by: it is known before the image's last bytes are.
struct DetectionSubject {
  ObjectRef object;
  ImageFacts facts;
  std::uint64_t bytes = 0;  ///< of the object
};

[[nodiscard]] DetectionSubject subject_of(const SourceImage& source);

/// As the metadata object has it: "s3Object", "bytes".
[[nodiscard]] std::string_view to_string(DetectionRoute route) noexcept;

/// S3Object for what Rekognition reads as we do: JPEG and PNG by content, within its limits, under
/// a key that JSON can spell. It turns a JPEG upright by its EXIF, but not a PNG; so that boxes are
/// always those of the upright image, a PNG with an orientation goes as bytes.
[[nodiscard]] DetectionRoute choose_detection_route(const DetectionSubject& subject);

/// Whether Rekognition says of an object that it cannot fetch it (no permission, another region) or
/// not read it as it is (a rare kind of JPEG): a JPEG of our own may do.
[[nodiscard]] bool can_be_read_otherwise(const Error& error) noexcept;

/// Why the first route was left.
struct DetectionFallback {
  std::string type;
  std::string reason;
};

/// What Rekognition looked at.
struct DetectionSource {
  DetectionRoute route = DetectionRoute::S3Object;
  std::uint64_t bytes = 0;
  std::optional<DetectionFallback> fallback;
};

/// Rekognition's answer to one question about an image.
struct DetectionAnswer {
  nlohmann::json answer;
  DetectionSource source;
};

/// What to make of an image so that it is the JPEG of our own, where that can be made from the same
/// decode as renditions: nothing for what Rekognition reads itself, and for a strip, whose short
/// side make_jpeg_for_detection stretches.
[[nodiscard]] std::optional<RenditionSpec> detection_spec(const DetectionSubject& subject);

/// The JPEG of our own, within Rekognition's limits. Throws Error: "Image.TooLarge" (Reject) and
/// what else require_within_budget and make_detection_jpeg throw.
[[nodiscard]] std::string make_jpeg_for_detection(const SourceImage& source, ImageLibrary& images);

/// One image as Rekognition gets to see it, however many questions there are about it: the route is
/// chosen once, the JPEG of our own is made at most once, when first needed. Thread-safe.
class DetectionInput {
 public:
  using Ask = std::function<nlohmann::json(const RekognitionImage&)>;

  /// `make_jpeg` makes that of our own, see make_jpeg_for_detection; it may wait for the image.
  DetectionInput(DetectionSubject subject, std::function<std::string()> make_jpeg);

  // Threads refer to it.
  DetectionInput(const DetectionInput&) = delete;
  DetectionInput& operator=(const DetectionInput&) = delete;
  DetectionInput(DetectionInput&&) = delete;
  DetectionInput& operator=(DetectionInput&&) = delete;
  ~DetectionInput() = default;

  /// Puts a question: calls `ask` with the image. When Rekognition cannot read the object (no
  /// permission, another region) or not as it is (a rare kind of JPEG), calls it again, once, with
  /// our own JPEG.
  ///
  /// Throws Error: "Image.TooSmall" (Reject) below 80 pixels a side, what `ask` throws, and what
  /// making the JPEG throws.
  [[nodiscard]] DetectionAnswer put(const Ask& ask) const;

 private:
  [[nodiscard]] const std::string& jpeg() const;

  DetectionSubject subject_;
  DetectionRoute route_;
  std::shared_future<std::string> jpeg_;
};

}  // namespace shrike
