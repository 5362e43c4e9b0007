#pragma once

#include <optional>
#include <string>
#include <vector>

#include "handlers/modules/ports.h"

namespace shrike {

/// Whose task an image belongs to.
struct TaskKey {
  std::string user;
  std::string task;
};

/// From a key of the form `user/task/…`. Throws Error "Object.KeyNotATask" (Reject) for any other,
/// for one that is not UTF-8, and for a task longer than a sort key may be.
[[nodiscard]] TaskKey task_key_of(const ObjectKey& key);

/// A DynamoDB table of tasks: its name and those of its primary key's attributes.
struct TaskTableNames {
  std::string table;
  std::string partition_key = "PK";
  std::string sort_key = "SK";
};

/// What a table says of an image that was recorded, which its labels refer to.
struct RecordedUpload {
  TaskKey task;
  std::string upload;
  std::string sequencer;  ///< as the item has it
};

/// The item `user#U`, `task#T` tells of the image that came last for that task: `upload`, its
/// address `s3://bucket/key`, and `labels`, the labels' names. In any order of events:
///
/// Sequencers order the events of one key only, so the item keeps one for each image that it has
/// told of, in an attribute named after a hash of its address, without the zeros on the right that
/// mean nothing, so that DynamoDB's text order is theirs. An upload is written where that is older;
/// labels only where upload and sequencer still are what they belong to. So a late event changes
/// nothing, and a duplicate finds its upload there and writes the same labels again. A removal
/// takes upload and labels away and leaves the sequencer, so that what comes late of that image
/// stays out; of an image that it never told of it writes nothing: there may be no such task any
/// more.
///
/// With S3's sequencers of 18 digits that is 46 bytes an image. An item has at most 400 KiB, so a
/// task has some 8,000 images in its life; each write costs a unit of capacity for each KiB of the
/// item, and one whose condition does not hold brings all of it back.
class TaskTable {
 public:
  TaskTable(Table& table, TaskTableNames names) : table_(table), names_(std::move(names)) {}

  /// Sets `upload`, and takes the labels of a former one away. Without a sequencer (an invocation
  /// that none orders) it takes that of the item. Nothing when another image has taken the
  /// task over since. Throws Error "Event.Outdated" (Ignore) when a later event of this image has
  /// been here, "DynamoDB.ItemTooLarge" (Reject) for one image more than the item has room for, as
  /// task_key_of, and what else the table throws.
  [[nodiscard]] std::optional<RecordedUpload> record_upload(const ObjectRef& object,
                                                            const std::string& sequencer,
                                                            const CallScope& scope) const;

  /// Sets `labels`. Returns false, and leaves the item, when it tells of another upload by now.
  bool record_labels(const RecordedUpload& recorded, const std::vector<std::string>& labels,
                     const CallScope& scope) const;

  /// Sets `upload` and `labels` (none: takes them away) of an image that the item has told of up to
  /// the sequencer, and keeps out what is earlier than that. Leaves an item that tells of another
  /// image, or has never told of this one. Throws as record_upload, but not "Event.Outdated".
  void record_again(const ObjectRef& object, const std::string& sequencer,
                    const std::optional<std::vector<std::string>>& labels,
                    const CallScope& scope) const;

  /// Takes upload and labels away where they are this image's, up to the sequencer. Throws as
  /// record_upload.
  void record_removal(const ObjectRef& object, const std::string& sequencer,
                      const CallScope& scope) const;

 private:
  struct Update;

  [[nodiscard]] UpdatedItem apply(const Update& update, const RecordedUpload& recorded,
                                  const CallScope& scope) const;

  Table& table_;
  TaskTableNames names_;
};

}  // namespace shrike
