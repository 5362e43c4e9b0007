#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "handlers/modules/remove_outputs.h"
#include "handlers/pipeline/look_and_make.h"
#include "handlers/pipeline/pipeline_run.h"
#include "handlers/pipeline/removal.h"
#include "handlers/pipeline/teller.h"

namespace shrike {

struct ProcessedObject {
  ImageReport report;
  ObjectKey metadata_key;
  nlohmann::json document;  ///< as it was written there
  /// Set when the image was refused; the metadata object says so too.
  std::optional<Refusal> refusal;
};

/// What a removal came to.
struct RemovedObject {
  std::size_t outputs = 0;  ///< so many were deleted
  bool kept = false;        ///< there is an object at the key, which the outputs are of, or will be
  std::optional<ProcessedObject> restored;  ///< of the version that is current now
};

/// The way of one image: look at it and make its renditions at the same time (LookAndMake), then
/// tell (Teller); and the way back (Removal).
class ObjectPipeline {
 public:
  ObjectPipeline(const Config& config, Services services, Topic& topic, Table& table)
      : config_(config),
        services_(services),
        first_half_(config, services),
        second_half_(config, services, topic, table),
        removal_(config, services, table) {}

  /// One download into memory. Renditions are written once all are made, the metadata object last,
  /// once everything else is there. An image that cannot be processed yields a metadata
  /// object that says why, and nothing else; a detector that cannot be had does not cost the rest.
  ///
  /// What older events made and the metadata object no longer names is deleted: when the image is
  /// refused; when its renditions' format follows its own, and it is not the key's first to be
  /// told of; and by an event that came too late.
  ///
  /// A task without a sequencer (a direct invocation) takes that of the outputs that are there: it
  /// replaces them, but still loses to a later event.
  ///
  /// Throws Error: kind Retry when the whole is worth trying again, renditions written so far stay;
  /// "Event.Outdated" (Ignore); "Event.OwnOutput", "Object.KeyTooLong", "Object.NotFound" and what
  /// else leaves nothing to tell of (Reject).
  [[nodiscard]] ProcessedObject process(const ObjectTask& task, const CallScope& scope,
                                        const std::string& request_id) const;

  /// Deletes what was derived of an image that is gone, up to the task's sequencer; see Removal.
  /// The task's version is the one that was deleted, or the marker. Throws as process does, and
  /// what the store throws: looking for outputs takes s3:ListBucket of the output bucket, deleting
  /// them s3:DeleteObject.
  [[nodiscard]] RemovedObject remove(const ObjectTask& task, const CallScope& scope,
                                     const std::string& request_id) const;

 private:
  [[nodiscard]] ProcessedObject look_make_and_tell(PipelineRun& run) const;
  /// Whether an earlier event has overwritten what this one made: possible where S3 could not tell
  /// that from what was there before.
  [[nodiscard]] bool lost_renditions_to_earlier(const PipelineRun& run) const;
  /// Takes back what an event that is too late has left, or lets the image that is current instead
  /// have it.
  void withdraw(const PipelineRun& run) const;
  /// Whether some that the metadata object names are not there: an attempt of this event before
  /// may have deleted them, or overwritten, and ended before it looked again.
  [[nodiscard]] bool lacks_renditions(const PipelineRun& run) const;
  /// Whether no later image waits at the key: one that does has an event of its own, which sweeps.
  [[nodiscard]] bool is_newest_told(const PipelineRun& run) const;
  /// Deletes renditions older than the metadata object; returns how many.
  std::size_t sweep(const OutputKeys& keys, const CallScope& scope) const;
  /// After renditions were deleted: has another image that is current by now processed anew, for
  /// they may have been that one's, of the same bytes.
  void mend(const PipelineRun& run) const;
  /// Whether a removal need not do anything about what is current.
  [[nodiscard]] bool is_cared_for(const ObjectInfo& current, const ObjectTask& task,
                                  const CallScope& scope) const;
  /// Whether the outputs are those of what is current, and all there.
  [[nodiscard]] bool is_told_of(const ObjectInfo& current, const ObjectTask& task,
                                const CallScope& scope) const;
  /// Processes what is current, in the name of the task or of the later event that has told;
  /// nothing when nothing is there any more, or that event has told of another: then a removal is
  /// still to tell, or that event to look again. Tells the topic where `tells`.
  [[nodiscard]] std::optional<ProcessedObject> restore(const ObjectTask& task,
                                                       const CallScope& scope,
                                                       const std::string& request_id,
                                                       bool tells) const;
  [[nodiscard]] OutputFolder folder_of(const OutputKeys& keys) const;

  const Config& config_;
  Services services_;
  LookAndMake first_half_;
  Teller second_half_;
  Removal removal_;
};

}  // namespace shrike
