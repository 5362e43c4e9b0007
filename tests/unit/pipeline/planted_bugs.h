#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "handlers/modules/output_marks.h"
#include "handlers/modules/ports.h"

namespace shrike::fakes {

/// Mistakes that a pipeline could make, put between it and the world, to see that the checks of
/// schedules catch each.
enum class PlantedBug {
  None,
  MetadataBeforeRenditions,
  IgnoresSequencers,       ///< takes whatever is there for older
  DeletesUnconditionally,  ///< what it has looked at, and what has come since
  NeverLooksAgain,         ///< takes the image to be there still
  ForgetsWhatItTold,
  IgnoresItemsConditions,
};

/// An object store with one of them. `watched` is the bucket of the images.
class PlantedStore final : public ObjectStore {
 public:
  PlantedStore(ObjectStore& store, std::string watched, PlantedBug bug)
      : store_(store), watched_(std::move(watched)), bug_(bug) {}

  ObjectInfo get(const ObjectRef& object, std::uint64_t limit, const CallScope& scope,
                 const ObjectSink& sink) override {
    return store_.get(object, limit, scope, sink);
  }

  [[nodiscard]] ObjectInfo head(const ObjectRef& object, const CallScope& scope) override {
    if (bug_ == PlantedBug::NeverLooksAgain && object.bucket.str() == watched_) return {};
    ObjectInfo info = store_.head(object, scope);
    if (bug_ == PlantedBug::IgnoresSequencers) info.metadata.erase(kSequencerMark);
    if (bug_ == PlantedBug::ForgetsWhatItTold) info.metadata.erase("shrike-told");
    return info;
  }

  ObjectInfo put(const BucketName& bucket, const ObjectKey& key, std::string_view body,
                 const PutOptions& options, const CallScope& scope) override {
    if (bug_ != PlantedBug::MetadataBeforeRenditions) {
      return store_.put(bucket, key, body, options, scope);
    }
    const auto put = [this, bucket, key, bytes = std::string(body), options, scope] {
      return store_.put(bucket, key, bytes, options, scope);
    };
    if (options.metadata.at(kOutputMark) == "rendition") {
      put_off_.emplace_back(put);
      return {};
    }
    ObjectInfo info = put();
    for (const auto& rendition : std::exchange(put_off_, {})) rendition();
    return info;
  }

  [[nodiscard]] ListedPage list(const BucketName& bucket, std::string_view prefix,
                                const std::string& continuation, const CallScope& scope) override {
    return store_.list(bucket, prefix, continuation, scope);
  }

  void remove(const BucketName& bucket, const ObjectKey& key, const std::string& if_match,
              const CallScope& scope) override {
    const bool regardless = bug_ == PlantedBug::DeletesUnconditionally;
    store_.remove(bucket, key, regardless ? std::string() : if_match, scope);
  }

 private:
  ObjectStore& store_;
  std::string watched_;
  PlantedBug bug_;
  std::vector<std::function<ObjectInfo()>> put_off_;
};

/// An update of an item without its condition, and without what only that binds.
[[nodiscard]] inline nlohmann::json without_condition(nlohmann::json input) {
  const auto update = input.at("UpdateExpression").get<std::string>();
  for (const char* bindings : {"ExpressionAttributeNames", "ExpressionAttributeValues"}) {
    nlohmann::json used = nlohmann::json::object();
    for (const auto& [name, value] : input.at(bindings).items()) {
      if (update.find(name) != std::string::npos) used[name] = value;
    }
    input[bindings] = std::move(used);
  }
  input["ExpressionAttributeNames"]["#never"] = "never";
  input["ConditionExpression"] = "attribute_not_exists(#never)";
  return input;
}

/// A table with one of them.
class PlantedTable final : public Table {
 public:
  PlantedTable(Table& table, PlantedBug bug) : table_(table), bug_(bug) {}

  UpdatedItem update_item(const nlohmann::json& input, const CallScope& scope) override {
    const bool regardless = bug_ == PlantedBug::IgnoresItemsConditions;
    return table_.update_item(regardless ? without_condition(input) : input, scope);
  }

 private:
  Table& table_;
  PlantedBug bug_;
};

}  // namespace shrike::fakes
