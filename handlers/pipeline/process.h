#pragma once

#include "handlers/config.h"
#include "handlers/pipeline/object_pipeline.h"
#include "handlers/pipeline/record_handler.h"

namespace shrike {

/// What the entry `process` does with one object: renditions, findings and a metadata object where
/// one was created, and takes them away where it was removed. The document is the metadata object
/// and its key. Throws what ObjectPipeline throws,
/// "Event.UnexpectedBucket" and "Event.OwnOutput" (Reject).
class ProcessHandler final : public RecordHandler {
 public:
  ProcessHandler(const Config& config, Services services, Topic& topic, Table& table)
      : config_(config), pipeline_(config, services, topic, table) {}

  [[nodiscard]] RecordResult handle(const S3Record& record, const RecordScope& scope) override;

 private:
  [[nodiscard]] RecordResult remove(const S3Record& record, const RecordScope& scope) const;
  void require_foreign(const ObjectRef& object) const;

  const Config& config_;
  ObjectPipeline pipeline_;
};

}  // namespace shrike
