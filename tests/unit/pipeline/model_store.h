#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "handlers/events/event.h"
#include "handlers/modules/ports.h"
#include "runtime/error.h"

namespace shrike::fakes {

/// S3 as a model: versions and delete markers where the bucket has them, ETags that are the
/// content's, conditional writes and deletes, and for each change of the bucket that is watched the
/// event that S3 would send. `before` and `after` are called around every operation, and may throw,
/// or change what is stored.
class ModelStore final : public ObjectStore {
  template <class Work>
  auto operate(std::string_view operation, const ObjectKey& key, const Work& work) {
    if (before) before(operation, key.str());
    auto result = work();
    if (after) after(operation, key.str());
    return result;
  }

 public:
  struct Version {
    std::string id;  ///< empty in a bucket without versions
    std::string bytes;
    std::map<std::string, std::string> metadata;
    bool marker = false;
  };

  ModelStore(std::string watched, bool versioned)
      : watched_(std::move(watched)), versioned_(versioned) {}

  // What users do.

  S3Record upload(const std::string& key, std::string bytes) {
    auto& versions = of(watched_, key);
    if (!versioned_) versions.clear();
    versions.push_back({next_id(), std::move(bytes), {}, false});
    return event(EventAction::Created, "ObjectCreated:Put", key, versions.back());
  }

  /// By name. Nothing where there is nothing to delete.
  std::vector<S3Record> erase(const std::string& key) {
    auto& versions = of(watched_, key);
    if (versioned_) {
      versions.push_back({next_id(), "", {}, true});
      return {
          event(EventAction::Removed, "ObjectRemoved:DeleteMarkerCreated", key, versions.back())};
    }
    if (versions.empty()) return {};
    const Version gone = versions.back();
    versions.clear();
    return {event(EventAction::Removed, "ObjectRemoved:Delete", key, gone)};
  }

  /// For good: the version or marker with that number, counted from the oldest.
  std::vector<S3Record> erase_version(const std::string& key, std::size_t number) {
    auto& versions = of(watched_, key);
    if (!versioned_ || versions.empty()) return {};
    const auto chosen = versions.begin() + static_cast<std::ptrdiff_t>(number % versions.size());
    const Version gone = *chosen;
    versions.erase(chosen);
    return {event(EventAction::Removed, "ObjectRemoved:Delete", key, gone)};
  }

  /// For good: the newest version or marker, so that the one before it is current again.
  std::vector<S3Record> erase_newest_version(const std::string& key) {
    return erase_version(key, of(watched_, key).size() - 1);
  }

  /// What a GET by name finds; null where that is nothing.
  [[nodiscard]] const Version* current(const std::string& bucket, const std::string& key) const {
    const auto found = objects_.find({bucket, key});
    if (found == objects_.end() || found->second.empty() || found->second.back().marker) {
      return nullptr;
    }
    return &found->second.back();
  }

  [[nodiscard]] const Version* find(const ObjectRef& object) const {
    if (object.version.empty()) return current(object.bucket.str(), object.key.str());
    const auto found = objects_.find({object.bucket.str(), object.key.str()});
    if (found == objects_.end()) return nullptr;
    const auto version =
        std::find_if(found->second.begin(), found->second.end(), [&](const Version& candidate) {
          return candidate.id == object.version.str() && !candidate.marker;
        });
    return version == found->second.end() ? nullptr : &*version;
  }

  [[nodiscard]] std::vector<std::string> keys(const std::string& bucket,
                                              std::string_view prefix) const {
    std::vector<std::string> found;
    for (const auto& [name, versions] : objects_) {
      if (name.first == bucket && name.second.starts_with(prefix) &&
          current(bucket, name.second) != nullptr) {
        found.push_back(name.second);
      }
    }
    return found;
  }

  // What the pipeline does.

  ObjectInfo get(const ObjectRef& object, std::uint64_t /*limit*/, const CallScope& /*scope*/,
                 const ObjectSink& sink) override {
    return operate("get", object.key, [&] {
      const Version version = existing(object);
      sink(info_of(version), version.bytes);
      return info_of(version);
    });
  }

  [[nodiscard]] ObjectInfo head(const ObjectRef& object, const CallScope& /*scope*/) override {
    return operate("head", object.key, [&] { return info_of(existing(object)); });
  }

  ObjectInfo put(const BucketName& bucket, const ObjectKey& key, std::string_view body,
                 const PutOptions& options, const CallScope& /*scope*/) override {
    return operate("put", key, [&] {
      const Version* const old = current(bucket.str(), key.str());
      if (options.if_none_match && old != nullptr) throw changed();
      require_match(old, options.if_match);
      auto& versions = of(bucket.str(), key.str());
      versions = {{"", std::string(body), options.metadata, false}};
      return info_of(versions.back());
    });
  }

  /// Pages of one.
  [[nodiscard]] ListedPage list(const BucketName& bucket, std::string_view prefix,
                                const std::string& continuation,
                                const CallScope& /*scope*/) override {
    return operate("list", ObjectKey(std::string(prefix)), [&] {
      ListedPage page;
      for (const std::string& key : keys(bucket.str(), prefix)) {
        if (!continuation.empty() && key <= continuation) continue;
        const ObjectInfo info = info_of(*current(bucket.str(), key));
        page.objects.push_back({ObjectKey(key), info.etag, info.size});
        page.continuation = key;
        break;
      }
      return page;
    });
  }

  void remove(const BucketName& bucket, const ObjectKey& key, const std::string& if_match,
              const CallScope& /*scope*/) override {
    operate("remove", key, [&] {
      const Version* const old = current(bucket.str(), key.str());
      if (old == nullptr) return 0;
      require_match(old, if_match);
      of(bucket.str(), key.str()).clear();
      return 0;
    });
  }

  std::function<void(std::string_view operation, const std::string& key)> before;
  std::function<void(std::string_view operation, const std::string& key)> after;

 private:
  static Error changed() { return {ErrorKind::Reject, "Object.Changed", "412"}; }

  std::vector<Version>& of(const std::string& bucket, const std::string& key) {
    return objects_[{bucket, key}];
  }

  [[nodiscard]] Version existing(const ObjectRef& object) const {
    const Version* const found = find(object);
    if (found == nullptr) throw Error(ErrorKind::Reject, "Object.NotFound", "404");
    return *found;
  }

  static void require_match(const Version* old, const std::string& if_match) {
    if (if_match.empty()) return;
    if (old == nullptr) throw Error(ErrorKind::Reject, "Object.NotFound", "404");
    if (info_of(*old).etag != if_match) throw changed();
  }

  static ObjectInfo info_of(const Version& version) {
    ObjectInfo info;
    info.size = version.bytes.size();
    info.etag = fmt::format("\"{:x}\"", std::hash<std::string>{}(version.bytes));
    info.version = VersionId(version.id);
    info.metadata = version.metadata;
    return info;
  }

  std::string next_id() { return versioned_ ? fmt::format("v{}", ++ids_) : std::string(); }

  S3Record event(EventAction action, std::string name, const std::string& key,
                 const Version& version) {
    S3Record record;
    record.action = action;
    record.event_name = std::move(name);
    record.object = {BucketName(watched_), ObjectKey(key), VersionId(version.id)};
    // Of different lengths, as S3's are.
    ++sequencers_;
    record.sequencer = fmt::format("{:08X}{}", sequencers_, std::string(sequencers_ % 3, '0'));
    return record;
  }

  std::string watched_;
  bool versioned_;
  std::map<std::pair<std::string, std::string>, std::vector<Version>> objects_;
  std::uint64_t ids_ = 0;
  std::uint64_t sequencers_ = 0x5f000000;
};

}  // namespace shrike::fakes
