#include "tests/unit/pipeline/effects_ledger.h"

#include <algorithm>
#include <compare>

#include <fmt/format.h>

#include "handlers/events/sequencer.h"
#include "handlers/modules/output_marks.h"
#include "handlers/pipeline/removal.h"

namespace shrike::fakes {
namespace {

using nlohmann::json;

bool is_earlier(const std::string& left, const std::string& right) {
  return std::is_lt(compare_sequencers(left, right));
}

bool is_metadata(const std::string& key) { return key.ends_with("/metadata.json"); }

}  // namespace

void EffectsLedger::happened(const S3Record& record, bool refused) {
  last_happened_ = record.sequencer;
  if (record.action == EventAction::Removed) last_removal_ = record.sequencer;
  if (may_uncover(record)) told_once_.clear();
  refused_ = refused_ || refused;
}

void EffectsLedger::outputs_changed(const S3Record& cause) {
  Outputs now = outputs();
  for (const auto& [key, output] : now) {
    const auto old = last_.find(key);
    if (old != last_.end() && old->second == output) continue;
    check_change(cause, key, old == last_.end() ? nullptr : &old->second, &output);
    seen_[{key, output.bytes}].insert(output.sequencer);
  }
  for (const auto& [key, output] : last_) {
    if (!now.contains(key)) check_change(cause, key, &output, nullptr);
  }
  check_metadata(now);
  last_ = std::move(now);
}

void EffectsLedger::check_change(const S3Record& cause, const std::string& key, const Output* old,
                                 const Output* now) {
  if (is_metadata(key) && (now == nullptr || now->source != told_version_)) told_version_.clear();
  if (now != nullptr) mistaken_.erase(key);
  if (old == nullptr) return;
  const std::string& by = now == nullptr ? cause.sequencer : now->sequencer;
  if (!is_earlier(by, old->sequencer)) return;
  const auto& sequencers = seen_.at({key, old->bytes});
  const bool looks_like_an_earlier_one =
      std::any_of(sequencers.begin(), sequencers.end(),
                  [&](const std::string& sequencer) { return !is_earlier(by, sequencer); });
  if (looks_like_an_earlier_one) {
    mistaken_.insert(key);
    return;
  }
  note(now == nullptr
           ? fmt::format("{} of {} was deleted for {}", key, old->sequencer, by)
           : fmt::format("{} of {} was overwritten by that of {}", key, old->sequencer, by));
}

void EffectsLedger::check_metadata(const Outputs& outputs) {
  for (const auto& [key, metadata] : outputs) {
    if (!is_metadata(key)) continue;
    const json document = json::parse(metadata.bytes);
    for (const json& named : document.at("renditions")) {
      const auto rendition = outputs.find(named.at("key").get<std::string>());
      if (rendition != outputs.end() &&
          has_been_of(rendition->first, rendition->second.bytes, metadata.sequencer)) {
        continue;
      }
      if (is_deletion_under_way() || mistaken_.contains(named.at("key").get<std::string>())) {
        ++gaps_;
        continue;
      }
      note(fmt::format("metadata of {} is there without {}", metadata.sequencer,
                       named.at("key").get<std::string>()));
    }
  }
}

bool EffectsLedger::has_been_of(const std::string& key, const std::string& bytes,
                                const std::string& sequencer) const {
  const auto& sequencers = seen_.at({key, bytes});
  return std::any_of(sequencers.begin(), sequencers.end(),
                     [&](const std::string& seen) { return !is_earlier(seen, sequencer); });
}

bool EffectsLedger::is_deletion_under_way() const {
  return std::any_of(open_.begin(), open_.end(),
                     [&](const auto& event) { return may_delete(event.first, event.second); });
}

bool EffectsLedger::may_delete(const std::string& sequencer, EventAction action) const {
  return action == EventAction::Removed || is_earlier(sequencer, last_removal_) ||
         (refused_ && is_earlier(sequencer, last_happened_));
}

void EffectsLedger::item_changed(const json& item) {
  for (const auto& [name, value] : last_item_.items()) {
    if (!name.starts_with("seq:")) continue;
    if (!item.contains(name) || item.at(name).at("S") < value.at("S")) {
      note(fmt::format("the item's {} went back", name));
    }
  }
  if (item.contains("labels") && !item.contains("upload")) note("the item has labels of nothing");
  last_item_ = item;
}

void EffectsLedger::told(const S3Record& cause, const std::string& content,
                         const std::string& version) {
  const int times = ++mails_[{cause.sequencer, content + version}];
  const bool of_told_version =
      !version.empty() && (version == told_version_ || told_once_.contains(version));
  if (!version.empty()) told_once_.insert(version);
  told_version_ = version;
  versions_.insert(version);
  if (times == 1 && !of_told_version) return;
  int& forgiven = forgiven_[cause.sequencer];
  if (forgiven > 0) {
    --forgiven;
  } else if (times > 1) {
    note(fmt::format("\"{}\" was told {} times of {}", content, times, cause.sequencer));
  } else {
    note(fmt::format("version {} was told again of {}", version, cause.sequencer));
  }
}

bool EffectsLedger::has_told_of(const std::string& sequencer, const std::string& version) const {
  return (!version.empty() && versions_.contains(version)) ||
         std::any_of(mails_.begin(), mails_.end(),
                     [&](const auto& mail) { return mail.first.first == sequencer; });
}

EffectsLedger::Outputs EffectsLedger::outputs() const {
  Outputs found;
  for (const std::string& key : store_.keys(bucket_, "")) {
    const auto* object = store_.current(bucket_, key);
    const auto mark = [&](const char* name) {
      const auto value = object->metadata.find(name);
      return value == object->metadata.end() ? std::string() : value->second;
    };
    found[key] = {object->bytes, mark(kSequencerMark), mark(kSourceMark)};
  }
  return found;
}

}  // namespace shrike::fakes
