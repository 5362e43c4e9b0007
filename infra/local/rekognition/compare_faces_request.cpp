#include "infra/local/rekognition/compare_faces_request.h"

#include <map>
#include <string>

#include <fmt/core.h>

#include "infra/local/rekognition/request_members.h"

namespace shrike::local {
namespace {

QualityFilter read_quality_filter(const Members& request) {
  static const std::map<std::string, QualityFilter, std::less<>> filters = {
      {"NONE", QualityFilter::None},     {"AUTO", QualityFilter::Low},  {"LOW", QualityFilter::Low},
      {"MEDIUM", QualityFilter::Medium}, {"HIGH", QualityFilter::High},
  };
  if (request.find("QualityFilter") == nullptr) return QualityFilter::None;
  const auto name = request.text("QualityFilter");
  const auto found = filters.find(name);
  if (found == filters.end())
    throw invalid_parameter(fmt::format("QualityFilter does not know '{}'", name));
  return found->second;
}

}  // namespace

CompareFacesRequest parse_compare_faces(std::string_view body) {
  const auto document = parse_request(body);
  const Members request(document, "The request");
  return {.source = read_image_source(request, "SourceImage"),
          .target = read_image_source(request, "TargetImage"),
          .similarity_threshold = request.percent("SimilarityThreshold", 80),
          .quality_filter = read_quality_filter(request)};
}

}  // namespace shrike::local
