#pragma once

#include "handlers/config.h"
#include "handlers/pipeline/object_pipeline.h"
#include "handlers/pipeline/record_handler.h"

namespace shrike {

/// What the entry `recognize` does with one object: looks at it with the detectors that DETECT
/// names. The document is recognition_document. Nothing is stored; an image that cannot be looked
/// at is an Error, for the workflow's Catch.
class RecognizeHandler final : public RecordHandler {
 public:
  RecognizeHandler(const Config& config, Services services)
      : config_(config), services_(services) {}

  /// Throws Error: "Image.…", "Object.…", "Event.OwnOutput" (Reject), "Service.…" (Retry) and what
  /// else the services throw.
  [[nodiscard]] RecordResult handle(const S3Record& record, const RecordScope& scope) override;

  [[nodiscard]] bool is_step() const noexcept override { return true; }

 private:
  const Config& config_;
  Services services_;
};

}  // namespace shrike
