#include "infra/local/rekognition/detect_labels_request.h"

#include <algorithm>
#include <cstdint>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "infra/local/rekognition/request_members.h"

namespace shrike::local {
namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;

// The limits are those of the service's API model.
constexpr std::int64_t kMostLabels = 1000;
constexpr std::size_t kMostFilters = 100;
constexpr std::size_t kLongestFilter = 50;
constexpr std::size_t kMostFeatures = 2;

std::size_t read_max_labels(const Members& request) {
  const json* member = request.find("MaxLabels");
  if (member == nullptr) return static_cast<std::size_t>(kMostLabels);
  if (member->is_number_unsigned())
    return static_cast<std::size_t>(
        std::min<std::uint64_t>(member->get<std::uint64_t>(), kMostLabels));
  if (!member->is_number_integer()) throw unreadable_request("MaxLabels is not an integer.");
  throw invalid_parameter("MaxLabels must be at least 0");
}

void check_features(const Strings& features) {
  if (features.size() > kMostFeatures) throw invalid_parameter("Features has more than 2 values");
  for (const auto& feature : features) {
    // Colours would be easy, but sharpness, contrast and what is foreground have no published
    // definition: numbers made up here would be taken for the service's.
    if (feature == "IMAGE_PROPERTIES")
      throw invalid_parameter("the local cloud has no IMAGE_PROPERTIES, leave it out of Features");
    if (feature != "GENERAL_LABELS")
      throw invalid_parameter(fmt::format("Features does not know '{}'", feature));
  }
}

Strings read_filter(const Members& filters, const char* name) {
  auto values = filters.list(name);
  if (values.size() > kMostFilters)
    throw invalid_parameter(fmt::format("{} has more than 100 values", name));
  if (std::any_of(values.begin(), values.end(), [](const std::string& value) {
        return value.empty() || value.size() > kLongestFilter;
      }))
    throw invalid_parameter(fmt::format("a value of {} must have 1 to 50 characters", name));
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
  const json document = parse_request(body);
  const Members request(document, "The request");
  check_features(request.list("Features"));
  return {.image = read_image_source(request, "Image"),
          .max_labels = read_max_labels(request),
          .min_confidence = request.percent("MinConfidence", 55),
          .filters = read_filters(request)};
}

}  // namespace shrike::local
