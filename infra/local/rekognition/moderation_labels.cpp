#include "infra/local/rekognition/moderation_labels.h"

#include <algorithm>
#include <string_view>

#include <nlohmann/json.hpp>

#include "infra/local/rekognition/geometry.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr std::string_view kModerationModelVersion = "shrike-local-nsfwjs-mobilenetv2-mid-1";

struct TopLabel {
  std::string_view name;
  double confidence;  ///< percent
};

/// Sums of the network's shares may exceed one by what a float rounds.
double confidence_of(double share) { return percent_of(std::clamp(share, 0.0, 1.0)); }

}  // namespace

json moderation_answer(const vision::ModerationScores& scores, double min_confidence) {
  TopLabel labels[] = {
      {"Explicit", confidence_of(scores.porn + scores.hentai)},
      {"Non-Explicit Nudity of Intimate parts and Kissing", confidence_of(scores.sexy)},
  };
  if (labels[0].confidence < labels[1].confidence) std::swap(labels[0], labels[1]);
  json list = json::array();
  for (const auto& label : labels)
    if (label.confidence >= min_confidence)
      list.push_back({{"Name", label.name},
                      {"ParentName", ""},
                      {"TaxonomyLevel", 1},
                      {"Confidence", label.confidence}});
  return {{"ModerationLabels", std::move(list)},
          {"ContentTypes", json::array()},
          {"ModerationModelVersion", kModerationModelVersion}};
}

}  // namespace shrike::local
