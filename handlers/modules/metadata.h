#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "handlers/aws/object_names.h"
#include "handlers/image/facts.h"
#include "handlers/modules/detection.h"
#include "handlers/modules/refusal.h"

namespace shrike {

/// A rendition as it was stored.
struct StoredRendition {
  std::string name;
  ObjectKey key;
  Format format = Format::Jpeg;
  int width = 0;
  int height = 0;
  int pages = 1;
  std::uint64_t bytes = 0;
  /// S3 cannot tell it from the one that it replaced: an earlier event may overwrite it, unaware.
  bool looks_as_before = false;
};

/// Everything there is to tell of one image.
struct ImageReport {
  ObjectRef object;
  std::string sequencer;
  std::string etag;          ///< without quotes; empty when nothing was downloaded
  std::string content_type;  ///< as stored
  std::optional<std::uint64_t> size;
  std::optional<ImageFacts> facts;
  std::vector<StoredRendition> renditions;
  std::map<Detector, Detection> found;
  std::vector<Refusal> refused;
  std::map<std::string, std::chrono::milliseconds> timings;
  std::string request_id;
};

/// The metadata object as handlers/schema/metadata.schema.json describes it. Strings may hold bytes
/// that are not UTF-8; write it with to_json_text.
[[nodiscard]] nlohmann::json metadata_document(const ImageReport& report);

/// The part of the document that an event alone decides: without the timings, the request id and
/// the reasons of refusals and fallbacks (AWS puts a request's id there), which tell one run from
/// another. A duplicate of an event has an equal one.
[[nodiscard]] nlohmann::json lasting_part(nlohmann::json document);

}  // namespace shrike
