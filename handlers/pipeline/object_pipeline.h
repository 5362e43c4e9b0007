#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "handlers/config.h"
#include "handlers/modules/metadata.h"
#include "handlers/modules/ports.h"
#include "handlers/modules/source_image.h"
#include "handlers/pipeline/memory_gate.h"
#include "handlers/pipeline/output_keys.h"
#include "runtime/clock.h"
#include "runtime/log.h"

namespace shrike {

/// What the pipeline works with. All of it must outlive the pipeline.
struct Services {
  ObjectStore& store;
  Recognition& recognition;
  ImageLibrary& images;
  const Clock& clock;
  Logger& logger;
};

/// One image to process. What an event says of it serves when it cannot be downloaded.
struct ObjectTask {
  ObjectRef object;
  std::string sequencer;
  std::optional<std::uint64_t> size;
  std::string etag;
  RecordMemory memory = {};  ///< to ask before downloading and decoding
};

struct ProcessedObject {
  ImageReport report;
  ObjectKey metadata_key;
  nlohmann::json document;  ///< as it was written there
  /// Set when the image was refused; the metadata object says so too.
  std::optional<Refusal> refusal;
};

/// The way of one image: look at it and make its renditions at the same time, then tell.
class ObjectPipeline {
 public:
  ObjectPipeline(const Config& config, Services services) : config_(config), services_(services) {}

  /// One download into memory. Renditions are written as soon as they are made, the metadata object
  /// last, once everything else is there. An image that cannot be processed yields a metadata
  /// object that says why, and nothing else; labels that cannot be had do not cost the renditions.
  ///
  /// A task without a sequencer (a direct invocation) takes that of the outputs that are there: it
  /// replaces them, but still loses to a later event.
  ///
  /// Throws Error: kind Retry when the whole is worth trying again, renditions written so far stay;
  /// "Event.Outdated" (Ignore); "Event.OwnOutput", "Object.KeyTooLong", "Object.NotFound" and what
  /// else leaves nothing to tell of (Reject).
  [[nodiscard]] ProcessedObject process(const ObjectTask& task, const CallScope& scope,
                                        const std::string& request_id);

 private:
  struct Run;

  [[nodiscard]] SourceImage download(const ObjectTask& task, Run& run);
  void look_and_make(const SourceImage& source, Run& run);
  [[nodiscard]] bool fits_together(const SourceImage& source) const;
  /// The most that decoding takes at any moment.
  [[nodiscard]] std::uint64_t decoding_bytes(const SourceImage& source) const;
  void make(const SourceImage& source, Run& run);
  void store_renditions(const std::vector<Rendition>& renditions, Run& run);
  [[nodiscard]] nlohmann::json tell(Run& run);
  void require_time(const Run& run, std::string_view step) const;

  const Config& config_;
  Services services_;
};

}  // namespace shrike
