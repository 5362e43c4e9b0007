#include "infra/local/rekognition/image_source.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "handlers/image/format.h"
#include "handlers/image/inspect.h"
#include "handlers/image/png_chunks.h"
#include "runtime/base64.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

using nlohmann::json;

// Of the service's API model.
constexpr std::size_t kShortestBucket = 3;
constexpr std::size_t kLongestBucket = 255;
constexpr std::size_t kLongestName = 1024;

// Rekognition's guide, "Guidelines and quotas".
constexpr std::size_t kMostBytes = 5'242'880;
constexpr int kLargestSide = 10'000;
constexpr int kSmallestSide = 80;

AwsFault image_too_large(const std::string& message) {
  return {400, "ImageTooLargeException", message};
}

AwsFault invalid_image_format() {
  return {400, "InvalidImageFormatException", "Request has invalid image format"};
}

ObjectRef read_s3_object(const Members& object, const std::string& path) {
  ObjectRef reference{BucketName(object.text("Bucket")), ObjectKey(object.text("Name")),
                      VersionId(object.text("Version"))};
  const auto bucket = reference.bucket.str().size();
  if (bucket < kShortestBucket || bucket > kLongestBucket)
    throw invalid_parameter(path + ".Bucket must have 3 to 255 characters");
  if (reference.key.empty() || reference.key.str().size() > kLongestName)
    throw invalid_parameter(path + ".Name must have 1 to 1024 characters");
  if (reference.version.str().size() > kLongestName)
    throw invalid_parameter(path + ".Version must have at most 1024 characters");
  return reference;
}

void require_size(const ImageFacts& facts) {
  if (std::max(facts.width, facts.height) > kLargestSide)
    throw image_too_large(
        fmt::format("Input image dimensions {} x {} exceed maximum dimension size of {} pixels",
                    facts.width, facts.height, kLargestSide));
  if (std::min(facts.width, facts.height) < kSmallestSide)
    throw AwsFault(
        400, "InvalidParameterException",
        fmt::format("Input image dimensions {} x {} are below minimum dimension size of {} pixels",
                    facts.width, facts.height, kSmallestSide));
}

}  // namespace

ImageSource read_image_source(const Members& request, const char* name) {
  const json* member = request.find(name);
  if (member == nullptr) throw invalid_parameter(fmt::format("{} is required", name));
  const Members image(*member, name);
  const json* bytes = image.find("Bytes", json::value_t::string);
  const json* object = image.find("S3Object", json::value_t::object);
  if ((bytes == nullptr) == (object == nullptr))
    throw invalid_parameter(fmt::format("{} must have either Bytes or S3Object", name));
  if (object != nullptr) {
    const auto path = fmt::format("{}.S3Object", name);
    return read_s3_object(Members(*object, path), path);
  }

  auto decoded = base64_decode(bytes->get_ref<const std::string&>());
  if (!decoded) throw invalid_parameter(fmt::format("{}.Bytes is not base64", name));
  if (decoded->empty()) throw invalid_parameter(fmt::format("{}.Bytes is empty", name));
  return *std::move(decoded);
}

std::string ImageReader::bytes_of(const ImageSource& source) const {
  if (const auto* bytes = std::get_if<std::string>(&source)) {
    if (bytes->size() > kMostBytes)
      throw image_too_large(fmt::format("Image bytes exceed the maximum of {}", kMostBytes));
    return *bytes;
  }
  try {
    auto bytes = read_object_(std::get<ObjectRef>(source));
    if (bytes.size() <= kMostObjectBytes) return bytes;
  } catch (const AwsFault& fault) {
    if (fault.code() != "EntityTooLarge")
      throw AwsFault(400, "InvalidS3ObjectException",
                     "Unable to get object metadata from S3. Check object key, region and/or "
                     "access permissions.");
  }
  throw image_too_large(
      fmt::format("Image size is too large, the maximum is {} bytes", kMostObjectBytes));
}

RgbImage ImageReader::read(const ImageSource& source, int max_side) const {
  auto bytes = bytes_of(source);
  const auto format = sniff(bytes);
  if (format != Format::Jpeg && format != Format::Png) throw invalid_image_format();
  if (format == Format::Png) bytes = png_without_exif(bytes);
  try {
    const auto facts = inspect(bytes);
    require_size(facts);
    return decode_rgb(bytes, facts, max_side);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Reject) throw;
    throw invalid_image_format();
  }
}

}  // namespace shrike::local
