#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "handlers/events/event.h"
#include "tests/unit/pipeline/model_store.h"

namespace shrike::fakes {

/// Watches the effects of deliveries, one after another, and notes what breaks a guarantee of
/// handlers/pipeline/GUARANTEES.md that holds at every moment. For one source key.
class EffectsLedger {
 public:
  /// Outputs are in this bucket of the store, which must outlive it.
  EffectsLedger(const ModelStore& store, std::string bucket)
      : store_(store), bucket_(std::move(bucket)) {}

  /// Something happened to the source; `refused` is an image that nothing can be made of.
  void happened(const S3Record& record, bool refused);
  /// A function begins with an event that was delivered; not again when that is tried again.
  void opened(const S3Record& record) { open_.insert({record.sequencer, record.action}); }
  /// The delivery has been dealt with.
  void closed(const S3Record& record) {
    open_.extract(open_.find({record.sequencer, record.action}));
  }

  /// After a put or a deletion, whoever made it in the name of `cause`.
  void outputs_changed(const S3Record& cause);
  /// After an update of the task's item.
  void item_changed(const nlohmann::json& item);
  /// After a mail. One of other content is another: without versions, a late event may find newer
  /// bytes than those that it is of. Nor is there a second one of a version, which two events may
  /// find, unless it was uncovered since: then as long as the result tells of that.
  void told(const S3Record& cause, const std::string& content, const std::string& version);
  /// Of what follows, one more mail is nobody's fault: the answer to the last was lost, or whoever
  /// had it died with it.
  void forgive_a_mail(const S3Record& cause) {
    ++forgiven_[cause.sequencer];
    told_once_.erase(told_version_);
    told_version_.clear();
  }

  /// Whether somebody was told in the name of an event, or of the version that it is about.
  [[nodiscard]] bool has_told_of(const std::string& sequencer, const std::string& version) const;
  /// How often metadata was seen without its renditions while a deletion was under way, or until
  /// somebody looked again.
  [[nodiscard]] int gaps_in_deletions() const noexcept { return gaps_; }
  /// What broke a guarantee, a line each; empty when nothing has.
  [[nodiscard]] const std::string& wrong() const noexcept { return wrong_; }

 private:
  struct Output {
    std::string bytes;
    std::string sequencer;
    std::string source;
    bool operator==(const Output&) const = default;
  };
  using Outputs = std::map<std::string, Output>;
  [[nodiscard]] Outputs outputs() const;
  void check_change(const S3Record& cause, const std::string& key, const Output* old,
                    const Output* now);
  void check_metadata(const Outputs& outputs);
  /// Whether these very bytes have been at the key in the name of that event or a later one.
  [[nodiscard]] bool has_been_of(const std::string& key, const std::string& bytes,
                                 const std::string& sequencer) const;
  [[nodiscard]] bool is_deletion_under_way() const;
  [[nodiscard]] bool may_delete(const std::string& sequencer, EventAction action) const;
  void note(const std::string& what) { wrong_ += what + '\n'; }

  const ModelStore& store_;
  std::string bucket_;
  Outputs last_;
  /// Under which sequencers the same bytes have been at a key: what an ETag cannot tell apart.
  std::map<std::pair<std::string, std::string>, std::set<std::string>> seen_;
  /// Renditions that an earlier event has deleted or overwritten, for their ETag was that of what
  /// it had seen, and that have not been written again.
  std::set<std::string> mistaken_;
  nlohmann::json last_item_ = nlohmann::json::object();
  std::string last_happened_;  ///< the sequencer
  std::string last_removal_;   ///< the sequencer; empty when nothing was removed
  bool refused_ = false;       ///< an image was
  std::multiset<std::pair<std::string, EventAction>> open_;   ///< sequencers and actions
  std::map<std::pair<std::string, std::string>, int> mails_;  ///< by sequencer and content
  std::set<std::string> versions_;                            ///< that somebody was told of
  std::map<std::string, int> forgiven_;
  std::set<std::string> told_once_;  ///< versions that need not be told of again
  std::string told_version_;  ///< somebody was told of, and the metadata object still tells of
  int gaps_ = 0;
  std::string wrong_;
};

}  // namespace shrike::fakes
