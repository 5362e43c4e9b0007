#include "handlers/modules/metadata.h"

#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "handlers/modules/set_unless_empty.h"
#include "handlers/modules/utf8.h"
#include "runtime/percent.h"

namespace shrike {
namespace {

using nlohmann::json;

constexpr int kMetadataSchemaVersion = 1;

json source_of(const ImageReport& report) {
  json source{{"bucket", report.object.bucket.str()}, {"key", report.object.key.str()}};
  if (!is_utf8(report.object.key.str())) {
    source["keyPercentEncoded"] = percent_encode(report.object.key.str(), "/");
  }
  set_unless_empty(source, "versionId", report.object.version.str());
  set_unless_empty(source, "etag", report.etag);
  set_unless_empty(source, "contentType", report.content_type);
  set_unless_empty(source, "sequencer", report.sequencer);
  if (report.size) source["size"] = *report.size;
  return source;
}

json position_of(const GpsPosition& gps) {
  json position{{"latitude", gps.latitude}, {"longitude", gps.longitude}};
  if (gps.altitude) position["altitude"] = *gps.altitude;
  return position;
}

json image_of(const ImageFacts& facts) {
  json image{{"format", traits(facts.format).name},
             {"width", facts.width},
             {"height", facts.height},
             {"storedWidth", facts.stored_width},
             {"storedHeight", facts.stored_height},
             {"orientation", facts.orientation},
             {"pages", facts.pages},
             {"bands", facts.bands},
             {"bitsPerSample", facts.bits_per_sample},
             {"colourSpace", facts.colour_space},
             {"alpha", facts.alpha},
             {"progressive", facts.progressive},
             {"iccProfile", facts.icc_profile}};
  json camera = json::object();
  set_unless_empty(camera, "make", facts.camera_make);
  set_unless_empty(camera, "model", facts.camera_model);
  if (!camera.empty()) image["camera"] = std::move(camera);
  set_unless_empty(image, "takenAt", facts.taken_at);
  if (facts.gps) image["gps"] = position_of(*facts.gps);
  return image;
}

json renditions_of(const std::vector<StoredRendition>& renditions) {
  json list = json::array();
  for (const StoredRendition& rendition : renditions) {
    list.push_back({{"name", rendition.name},
                    {"key", rendition.key.str()},
                    {"format", traits(rendition.format).name},
                    {"contentType", traits(rendition.format).content_type},
                    {"width", rendition.width},
                    {"height", rendition.height},
                    {"pages", rendition.pages},
                    {"bytes", rendition.bytes}});
  }
  return list;
}

json origin_of(const Detection& detection) {
  const DetectionSource& source = detection.source;
  json origin{
      {"sent", to_string(source.route)}, {"bytes", source.bytes}, {"coordinateSpace", "upright"}};
  set_unless_empty(origin, "modelVersion", detection.model_version);
  if (source.fallback) {
    origin["fallback"] = {{"type", source.fallback->type}, {"reason", source.fallback->reason}};
  }
  return origin;
}

json refusals_of(const std::vector<Refusal>& refusals) {
  json list = json::array();
  for (const Refusal& refusal : refusals) {
    list.push_back({{"what", refusal.what}, {"type", refusal.type}, {"reason", refusal.reason}});
  }
  return list;
}

}  // namespace

json metadata_document(const ImageReport& report) {
  json document{{"schemaVersion", kMetadataSchemaVersion},
                {"source", source_of(report)},
                {"renditions", renditions_of(report.renditions)},
                {"refused", refusals_of(report.refused)},
                {"timings", json::object()},
                {"requestId", report.request_id}};
  if (report.facts) document["image"] = image_of(*report.facts);
  for (const auto& [detector, detection] : report.found) {
    const std::string name(to_string(detector));
    document[name] = detection.found;
    document[name + "From"] = origin_of(detection);
  }
  for (const auto& [step, duration] : report.timings) document["timings"][step] = duration.count();
  return document;
}

json lasting_part(json document) {
  document.erase("timings");
  document.erase("requestId");
  for (json& refusal : document.at("refused")) refusal.erase("reason");
  for (const Detector detector : kDetectors) {
    const auto origin = document.find(std::string(to_string(detector)) + "From");
    if (origin == document.end()) continue;
    if (const auto fallback = origin->find("fallback"); fallback != origin->end()) {
      fallback->erase("reason");
    }
  }
  return document;
}

}  // namespace shrike
