#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>

#include "handlers/aws/object_names.h"
#include "handlers/image/renditions.h"
#include "infra/local/rekognition/request_members.h"

namespace shrike::local {

/// The bytes themselves, decoded, or where they lie.
using ImageSource = std::variant<std::string, ObjectRef>;

/// Reads a member of the model's shape Image, such as `SourceImage`: either Bytes or S3Object.
/// Throws AwsFault: SerializationException for other types than the model's,
/// InvalidParameterException where it is not there or out of the model's range.
[[nodiscard]] ImageSource read_image_source(const Members& request, const char* name);

/// The largest object that is looked at. Source: Rekognition's guide, "Guidelines and quotas".
inline constexpr std::uint64_t kMostObjectBytes = 15UL * 1024 * 1024;

/// Reads an object; throws AwsFault of S3 when it cannot: EntityTooLarge for one of more than
/// kMostObjectBytes.
using ReadObject = std::function<std::string(const ObjectRef&)>;

/// Gets pictures as the service takes them: JPEG and PNG by content, within its limits of bytes
/// and sides.
class ImageReader {
 public:
  explicit ImageReader(ReadObject read_object) : read_object_(std::move(read_object)) {}

  /// A JPEG turned upright by its EXIF and a PNG as it is stored, as the service looks at them;
  /// made smaller where a side is longer than `max_side` pixels. Throws AwsFault:
  /// InvalidS3ObjectException, ImageTooLargeException, InvalidImageFormatException, and
  /// InvalidParameterException for a side below 80 pixels.
  [[nodiscard]] RgbImage read(const ImageSource& source, int max_side) const;

 private:
  [[nodiscard]] std::string bytes_of(const ImageSource& source) const;

  ReadObject read_object_;
};

}  // namespace shrike::local
