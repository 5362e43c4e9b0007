#include "infra/local/rekognition/labels.h"

#include <algorithm>
#include <string_view>
#include <tuple>

#include <nlohmann/json.hpp>

#include "handlers/vision/confidence.h"
#include "infra/local/rekognition/geometry.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr std::string_view kLabelModelVersion = "shrike-local-centernet-mobilenetv3-coco-1";

Label& label_named(std::vector<Label>& labels, const vision::LabelEntry& entry) {
  const auto found = std::find_if(labels.begin(), labels.end(),
                                  [&](const Label& label) { return label.entry == &entry; });
  if (found != labels.end()) return *found;
  labels.push_back({.entry = &entry, .confidence = 0, .instances = {}});
  return labels.back();
}

json names(std::span<const std::string_view> values) {
  json list = json::array();
  for (const auto value : values) list.push_back({{"Name", value}});
  return list;
}

json instance_json(const LabelInstance& instance) {
  return {{"BoundingBox", bounding_box_json(instance.box)}, {"Confidence", instance.confidence}};
}

json label_json(const Label& label, double min_confidence) {
  json instances = json::array();
  for (const auto& instance : label.instances)
    if (instance.confidence >= min_confidence) instances.push_back(instance_json(instance));
  return {{"Name", label.entry->name},
          {"Confidence", label.confidence},
          {"Instances", std::move(instances)},
          {"Parents", names(label.entry->parents())},
          {"Aliases", names(label.entry->aliases())},
          {"Categories", names(std::span(&label.entry->category, 1))}};
}

}  // namespace

std::vector<Label> labels_of(std::span<const vision::Detection> detections) {
  std::vector<Label> labels;
  for (const auto& detection : detections) {
    const auto& entry = vision::label_of_coco_class(detection.class_index);
    const double confidence = rounded_percent(vision::calibrated_confidence(detection.score));
    auto& label = label_named(labels, entry);
    label.confidence = std::max(label.confidence, confidence);
    label.instances.push_back({confidence, detection.box});
    for (const auto parent : entry.parents()) {
      auto& ancestor = label_named(labels, *vision::find_label(parent));
      ancestor.confidence = std::max(ancestor.confidence, confidence);
    }
  }
  for (auto& label : labels)
    std::stable_sort(label.instances.begin(), label.instances.end(),
                     [](const auto& a, const auto& b) { return a.confidence > b.confidence; });
  const auto rank = [](const Label& label) {
    return std::tuple(-label.confidence, label.instances.empty(), label.entry->name);
  };
  std::sort(labels.begin(), labels.end(),
            [&](const Label& a, const Label& b) { return rank(a) < rank(b); });
  return labels;
}

json detect_labels_answer(const std::vector<Label>& labels, const DetectLabelsRequest& request) {
  json list = json::array();
  for (const auto& label : labels) {
    if (list.size() >= request.max_labels || label.confidence < request.min_confidence) break;
    if (request.filters.pass(label.entry->name, label.entry->category))
      list.push_back(label_json(label, request.min_confidence));
  }
  return {{"Labels", std::move(list)}, {"LabelModelVersion", kLabelModelVersion}};
}

}  // namespace shrike::local
