#pragma once

#include "handlers/config.h"
#include "handlers/modules/task_table.h"
#include "handlers/pipeline/object_pipeline.h"
#include "handlers/pipeline/record_handler.h"

namespace shrike {

/// What the entry `track-task` does with one object, whose key is `user/task/…`: puts its address,
/// then its labels, down at the task's item (TaskTable). The document is the answer of an HTTP
/// function, which direct callers have always had: status code 200, a header for browsers of other
/// origins, and the labels with their confidence as JSON text in "body".
///
/// The item is left alone until the object is known to be there: a key that names none, or one of a
/// late event, would take the task away from the image that it tells of.
///
/// A removal takes address and labels away; a deletion for good that has uncovered an older version
/// puts that one's down instead. An image that is gone once its labels are there leaves none: its
/// removal may have come before it.
class TrackTaskHandler final : public RecordHandler {
 public:
  /// All that is referred to must outlive it.
  TrackTaskHandler(const Config& config, Services services, Table& table);

  /// Throws Error: "Object.KeyNotATask" (Reject) for a key of another form; "Object.NotFound" or
  /// "Object.AccessDenied" (Reject) for what cannot be looked at, after which the item tells of
  /// what it told of, but not of that object; "Image.…", "Object.…" (Reject), after which the item
  /// has the address alone; "Event.Outdated" (Ignore) when a later event has been put down, or the
  /// image is gone by then; what the services throw.
  [[nodiscard]] RecordResult handle(const S3Record& record, const RecordScope& scope) override;

 private:
  [[nodiscard]] RecordResult track(const S3Record& record, const RecordScope& scope);
  [[nodiscard]] RecordResult remove(const S3Record& record, const RecordScope& scope);
  /// Throws "Object.NotFound" or "Object.AccessDenied" (Reject) before anything is put down.
  void require_source(const S3Record& record, const RecordScope& scope);
  /// Throws "Event.Outdated" (Ignore), and takes back what was put down, when the image is gone.
  void require_source_still(const S3Record& record, const RecordedUpload& upload,
                            const RecordScope& scope);
  [[nodiscard]] nlohmann::json look(const S3Record& record, const RecordScope& scope);

  const Config& config_;
  Services services_;
  TaskTable tasks_;
};

}  // namespace shrike
