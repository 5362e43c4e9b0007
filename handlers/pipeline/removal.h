#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "handlers/events/event.h"
#include "handlers/modules/task_table.h"
#include "handlers/pipeline/pipeline_run.h"

namespace shrike {

/// What is at a source's key now, whatever version an event spoke of.
struct SourceState {
  enum class Presence { Present, Gone, Unknown };

  Presence presence = Presence::Unknown;
  ObjectInfo info;  ///< of what is present
};

/// Looks. Throws what the store throws but "Object.NotFound" and "Object.AccessDenied".
[[nodiscard]] SourceState look_at_source(ObjectStore& store, const ObjectRef& source,
                                         const CallScope& scope);

/// Whether what a removal deleted may have lain over an older version, which is current again: a
/// version or a delete marker was deleted for good.
[[nodiscard]] bool may_uncover(const S3Record& record);

/// Taking away what was derived of images that are gone.
///
/// S3's events come late, twice and in any order, so an event says that something happened, and
/// only the store says what is. Outputs carry the sequencer of the event that they are owed to, and
/// two rules keep them true to the store:
///
/// - A removal deletes outputs up to its own sequencer, never later ones, and only while the key
///   is empty. So a late removal meets a newer image's outputs, or the newer image itself, and
///   leaves both.
/// - A creation that has told looks at the key once more. If it is empty by then, the removal may
///   have been here before the outputs were, and the creation deletes them itself; if not, any
///   removal is still to come, and will find them. Either of the two comes last, and one of them
///   sees both. A creation whose object is gone when it is to be read does the same, for an attempt
///   before it that ended between telling and looking.
///
/// With versions, a delete marker is a removal like any other, for a GET without a version finds
/// nothing. To delete a version or a marker for good may uncover an older version, of which no
/// other event will tell: then the removal has what is current processed anew, under its own
/// sequencer, unless the metadata object tells of that very version and nothing later has begun.
/// The same mends outputs when an object has come while those of another were being deleted.
/// A creation that has told and finds another version there does it too, when its own has been
/// deleted for good: the removal may have been here before.
///
/// Where looking is not allowed (403 without s3:ListBucket says nothing of what is there), a
/// removal believes its event, and a creation its download.
class Removal {
 public:
  Removal(const Config& config, Services services, Table& table);

  [[nodiscard]] SourceState look(const ObjectRef& source, const CallScope& scope) const {
    return look_at_source(services_.store, source, scope);
  }

  /// Deletes outputs and task of the source up to the sequencer; returns how many outputs.
  std::size_t remove(const ObjectRef& source, const std::string& sequencer,
                     const CallScope& scope) const;

  /// The same, if the key is empty; returns what was there. Throws Error "Output.Contended" (Retry)
  /// when it no longer is afterwards: what was deleted may be of the object that is there now.
  SourceState remove_if_gone(const ObjectRef& source, const std::string& sequencer,
                             const CallScope& scope) const;

  /// Whether a version is no more, and another is current; false where there are no versions.
  [[nodiscard]] bool has_uncovered_another(const ObjectRef& version, const SourceState& current,
                                           const CallScope& scope) const;

  /// Has the task's item tell of what is current, under the sequencer of the removal that uncovered
  /// it, as the metadata object does: an earlier removal may have taken that away, or still be at
  /// it. Throws Error "Output.Contended" (Retry) when the metadata object tells of another by now.
  void keep_task(const ObjectRef& source, const ObjectInfo& current, const std::string& sequencer,
                 const CallScope& scope) const;

 private:
  const Config& config_;
  Services services_;
  std::optional<TaskTable> tasks_;
};

}  // namespace shrike
