#pragma once

#include <optional>

#include <nlohmann/json.hpp>

#include "handlers/modules/refusal.h"
#include "handlers/modules/task_table.h"
#include "handlers/pipeline/pipeline_run.h"
#include "handlers/pipeline/removal.h"

namespace shrike {

/// The second half of an image's way, once its renditions are there: its task's item where there is
/// a table, its metadata object, which says that all of it is there, a look at whether the image
/// still is, and a notification where there is a topic.
///
/// Subscribers hear of an event once, however often it comes: the metadata object remembers that
/// they have (publish_and_tell). Only an attempt that ends between publishing and remembering makes
/// it twice; never is it left out as long as the event's source tries again.
class Teller {
 public:
  Teller(const Config& config, Services services, Topic& topic, Table& table);

  /// Returns the metadata object as it was written; `run.metadata` says whether it was the key's
  /// first. Throws Error "Event.Outdated" (Ignore) when a
  /// later event has been told, or the image is gone: its outputs then are too, but where another
  /// version has come to light (`run.uncovered`).
  [[nodiscard]] nlohmann::json tell(PipelineRun& run) const;

 private:
  /// Returns why the image is put down at no task although there is a table.
  [[nodiscard]] std::optional<Refusal> record_task(const PipelineRun& run) const;
  [[nodiscard]] std::optional<RecordedUpload> record_upload(const PipelineRun& run) const;
  void require_source(PipelineRun& run) const;

  const Config& config_;
  Services services_;
  Topic& topic_;
  std::optional<TaskTable> tasks_;
  Removal removal_;
};

}  // namespace shrike
