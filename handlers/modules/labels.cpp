#include "handlers/modules/labels.h"

#include <algorithm>
#include <array>
#include <cmath>

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
  return shorter >= kMinSideForLabels && longer <= kMaxSideForLabels;
}

bool can_be_read_otherwise(const Error& error) {
  return std::find(kReadableOtherwise.begin(), kReadableOtherwise.end(), error.type()) !=
         kReadableOtherwise.end();
}

void require_large_enough(const ImageFacts& facts) {
  if (std::min(facts.width, facts.height) < kMinSideForLabels) {
    throw Error(ErrorKind::Reject, "Image.TooSmall",
                fmt::format("The image has {} x {} pixels; labels take at least {} a side",
                            facts.width, facts.height, kMinSideForLabels));
  }
}

Labels read_answer(nlohmann::json answer) {
  Labels result;
  if (const auto labels = answer.find("Labels"); labels != answer.end() && labels->is_array()) {
    result.labels = std::move(*labels);
  }
  if (const auto version = answer.find("LabelModelVersion");
      version != answer.end() && version->is_string()) {
    result.model_version = version->get<std::string>();
  }
  return result;
}

Labels detect_in_object(const SourceImage& source, const DetectLabelsOptions& options,
                        Recognition& recognition, const CallScope& scope) {
  Labels result = read_answer(recognition.detect_labels(source.object, options, scope));
  result.route = LabelsRoute::S3Object;
  result.bytes = source.bytes.size();
  return result;
}

Labels detect_in_bytes(const SourceImage& source, const DetectLabelsOptions& options,
                       ImageLibrary& images, Recognition& recognition, const CallScope& scope) {
  images.require_within_budget(source.facts, kDetectionSide, false, source.budget);
  const std::string jpeg = images.make_detection_jpeg(source.bytes, source.facts, kDetectionSide,
                                                      kMaxInlineBytesForLabels);
  Labels result = read_answer(recognition.detect_labels(std::string_view(jpeg), options, scope));
  result.route = LabelsRoute::Bytes;
  result.bytes = jpeg.size();
  return result;
}

}  // namespace

std::string_view to_string(LabelsRoute route) noexcept {
  switch (route) {
    case LabelsRoute::S3Object:
      return "s3Object";
    case LabelsRoute::Bytes:
      return "bytes";
  }
  return "bytes";
}

LabelsRoute choose_labels_route(const SourceImage& source) {
  const ImageFacts& facts = source.facts;
  const bool oriented_alike = facts.format == Format::Jpeg || facts.orientation == 1;
  const bool readable = facts.format == Format::Jpeg || facts.format == Format::Png;
  return readable && oriented_alike && source.bytes.size() <= kMaxObjectBytesForLabels &&
                 within_rekognitions_sides(facts) && is_utf8(source.object.key.str())
             ? LabelsRoute::S3Object
             : LabelsRoute::Bytes;
}

Labels detect_labels(const SourceImage& source, const DetectLabelsOptions& options,
                     ImageLibrary& images, Recognition& recognition, const CallScope& scope) {
  require_large_enough(source.facts);
  if (choose_labels_route(source) == LabelsRoute::Bytes) {
    return detect_in_bytes(source, options, images, recognition, scope);
  }
  std::optional<LabelsFallback> fallback;
  try {
    return detect_in_object(source, options, recognition, scope);
  } catch (const Error& error) {
    if (!can_be_read_otherwise(error)) throw;
    fallback = LabelsFallback{error.type(), error.message()};
  }
  Labels result = detect_in_bytes(source, options, images, recognition, scope);
  result.fallback = std::move(fallback);
  return result;
}

void log_labels(Logger& logger, const ObjectRef& object, const Labels& labels) {
  if (labels.fallback) {
    logger.warn("Rekognition could not read the object; it was sent a JPEG instead",
                {{"key", object.key.str()},
                 {"type", labels.fallback->type},
                 {"reason", labels.fallback->reason}});
  }
  for (const nlohmann::json& label : labels.labels) {
    if (!label.is_object()) continue;
    const auto confidence = label.find("Confidence");
    const double percent =
        confidence != label.end() && confidence->is_number() ? confidence->get<double>() : 0;
    const auto name = label.find("Name");
    logger.info("Label", {{"name", name != label.end() ? *name : nlohmann::json()},
                          {"confidence", std::round(percent * 100) / 100},
                          {"key", object.key.str()}});
  }
}

}  // namespace shrike
