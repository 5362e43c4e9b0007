#include "infra/local/rekognition/detect_labels_request.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"
#include "runtime/base64.h"

namespace shrike::local {
namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;

// The limits are those of the service's API model.
constexpr std::int64_t kMostLabels = 1000;
constexpr std::size_t kMostFilters = 100;
constexpr std::size_t kLongestFilter = 50;
constexpr std::size_t kMostFeatures = 2;
constexpr std::size_t kShortestBucket = 3;
constexpr std::size_t kLongestBucket = 255;
constexpr std::size_t kLongestName = 1024;

AwsFault invalid(const std::string& reason) {
  return {400, "InvalidParameterException", "Request has invalid parameters: " + reason + "."};
}

AwsFault unreadable(const std::string& reason) { return {400, "SerializationException", reason}; }

/// A JSON object whose members are there or not; null is not there.
class Members {
 public:
  Members(const json& object, std::string_view path) : object_(object), path_(path) {
    if (!object.is_object()) throw unreadable(fmt::format("{} is not an object.", path));
  }

  [[nodiscard]] const json* find(const char* name) const {
    const auto found = object_.find(name);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
  }

  /// Null, or a member of the wanted type.
  [[nodiscard]] const json* find(const char* name, json::value_t type) const {
    const json* member = find(name);
    if (member != nullptr && member->type() != type)
      throw unreadable(fmt::format("{}.{} is of another type.", path_, name));
    return member;
  }

  [[nodiscard]] std::string text(const char* name) const {
    const json* member = find(name, json::value_t::string);
    return member == nullptr ? std::string() : member->get<std::string>();
  }

  [[nodiscard]] Strings list(const char* name) const {
    const json* member = find(name, json::value_t::array);
    if (member == nullptr) return {};
    if (!std::all_of(member->begin(), member->end(),
                     [](const json& item) { return item.is_string(); }))
      throw unreadable(fmt::format("{}.{} holds something other than text.", path_, name));
    return member->get<Strings>();
  }

 private:
  const json& object_;
  std::string_view path_;
};

std::size_t read_max_labels(const Members& request) {
  const json* member = request.find("MaxLabels");
  if (member == nullptr) return static_cast<std::size_t>(kMostLabels);
  if (member->is_number_unsigned())
    return static_cast<std::size_t>(
        std::min<std::uint64_t>(member->get<std::uint64_t>(), kMostLabels));
  if (!member->is_number_integer()) throw unreadable("MaxLabels is not an integer.");
  throw invalid("MaxLabels must be at least 0");
}

double read_min_confidence(const Members& request) {
  const json* member = request.find("MinConfidence");
  if (member == nullptr) return 55;
  if (!member->is_number()) throw unreadable("MinConfidence is not a number.");
  const auto percent = member->get<double>();
  if (!(percent >= 0 && percent <= 100)) throw invalid("MinConfidence must lie between 0 and 100");
  return percent;
}

ObjectRef read_s3_object(const Members& object) {
  ObjectRef reference{BucketName(object.text("Bucket")), ObjectKey(object.text("Name")),
                      VersionId(object.text("Version"))};
  const auto bucket = reference.bucket.str().size();
  if (bucket < kShortestBucket || bucket > kLongestBucket)
    throw invalid("Image.S3Object.Bucket must have 3 to 255 characters");
  if (reference.key.empty() || reference.key.str().size() > kLongestName)
    throw invalid("Image.S3Object.Name must have 1 to 1024 characters");
  if (reference.version.str().size() > kLongestName)
    throw invalid("Image.S3Object.Version must have at most 1024 characters");
  return reference;
}

std::variant<std::string, ObjectRef> read_image(const Members& request) {
  const json* member = request.find("Image");
  if (member == nullptr) throw invalid("Image is required");
  const Members image(*member, "Image");
  const json* bytes = image.find("Bytes", json::value_t::string);
  const json* object = image.find("S3Object", json::value_t::object);
  if ((bytes == nullptr) == (object == nullptr))
    throw invalid("Image must have either Bytes or S3Object");
  if (object != nullptr) return read_s3_object(Members(*object, "Image.S3Object"));

  auto decoded = base64_decode(bytes->get_ref<const std::string&>());
  if (!decoded) throw invalid("Image.Bytes is not base64");
  if (decoded->empty()) throw invalid("Image.Bytes is empty");
  return *std::move(decoded);
}

void check_features(const Strings& features) {
  if (features.size() > kMostFeatures) throw invalid("Features has more than 2 values");
  for (const auto& feature : features) {
    // Colours would be easy, but sharpness, contrast and what is foreground have no published
    // definition: numbers made up here would be taken for the service's.
    if (feature == "IMAGE_PROPERTIES")
      throw invalid("the local cloud has no IMAGE_PROPERTIES, leave it out of Features");
    if (feature != "GENERAL_LABELS")
      throw invalid(fmt::format("Features does not know '{}'", feature));
  }
}

Strings read_filter(const Members& filters, const char* name) {
  auto values = filters.list(name);
  if (values.size() > kMostFilters) throw invalid(fmt::format("{} has more than 100 values", name));
  if (std::any_of(values.begin(), values.end(), [](const std::string& value) {
        return value.empty() || value.size() > kLongestFilter;
      }))
    throw invalid(fmt::format("a value of {} must have 1 to 50 characters", name));
  return values;
}

LabelFilters read_filters(const Members& request) {
  const json* settings = request.find("Settings", json::value_t::object);
  if (settings == nullptr) return {};
  const json* general = Members(*settings, "Settings").find("GeneralLabels", json::value_t::object);
  if (general == nullptr) return {};
  const Members filters(*general, "Settings.GeneralLabels");
  return {.included_labels = read_filter(filters, "LabelInclusionFilters"),
          .excluded_labels = read_filter(filters, "LabelExclusionFilters"),
          .included_categories = read_filter(filters, "LabelCategoryInclusionFilters"),
          .excluded_categories = read_filter(filters, "LabelCategoryExclusionFilters")};
}

bool holds(const Strings& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool LabelFilters::pass(std::string_view label, std::string_view category) const {
  if (holds(excluded_labels, label) || holds(excluded_categories, category)) return false;
  if (included_labels.empty() && included_categories.empty()) return true;
  return holds(included_labels, label) || holds(included_categories, category);
}

DetectLabelsRequest parse_detect_labels(std::string_view body) {
  const json document = json::parse(body, nullptr, false);
  if (document.is_discarded()) throw unreadable("The request is not JSON.");
  const Members request(document, "The request");
  check_features(request.list("Features"));
  return {.image = read_image(request),
          .max_labels = read_max_labels(request),
          .min_confidence = read_min_confidence(request),
          .filters = read_filters(request)};
}

}  // namespace shrike::local
