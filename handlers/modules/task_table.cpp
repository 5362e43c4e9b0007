#include "handlers/modules/task_table.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/aws/ascii_lower.h"
#include "handlers/aws/sigv4.h"
#include "handlers/modules/foreign_json.h"
#include "handlers/modules/utf8.h"
#include "runtime/error.h"

namespace shrike {
namespace {

using nlohmann::json;

/// DynamoDB: a sort key has at most 1,024 bytes, of which "task#" takes five.
constexpr std::size_t kLongestTask = 1019;

/// Zeros on the right do not change what compare_sequencers says of two; without them its order is
/// that of DynamoDB's texts. At least one digit.
std::string without_padding(const std::string& sequencer) {
  std::string digits = ascii_lower(sequencer);
  digits.resize(std::max(digits.find_last_not_of('0') + 1, std::size_t{1}), '0');
  return digits;
}

std::string address_of(const ObjectRef& object) {
  return fmt::format("s3://{}/{}", object.bucket.str(), object.key.str());
}

Error outdated() {
  return {ErrorKind::Ignore, "Event.Outdated",
          "A later event of the same object has been recorded already"};
}

/// An item keeps one for each image for ever, so it is short: 96 bits of the address's SHA-256, two
/// of which are the same once in 10^21 tasks of 8,000 images.
std::string sequencer_attribute(const RecordedUpload& recorded) {
  constexpr std::size_t kDigits = 24;
  return "seq:" + sigv4::sha256_hex(recorded.upload).substr(0, kDigits);
}

json text_value(const std::string& text) { return {{"S", text}}; }

json list_value(const std::vector<std::string>& texts) {
  json list = json::array();
  for (const std::string& text : texts) list.push_back(text_value(text));
  return {{"L", std::move(list)}};
}

}  // namespace

TaskKey task_key_of(const ObjectKey& key) {
  const std::string_view text = key.str();
  const std::size_t first = text.find('/');
  const std::size_t second = first == std::string_view::npos ? first : text.find('/', first + 1);
  if (first == 0 || second == std::string_view::npos || second == first + 1 ||
      second + 1 == text.size() || second - first - 1 > kLongestTask || !is_utf8(text)) {
    throw Error(ErrorKind::Reject, "Object.KeyNotATask",
                "The key does not have the form user/task/name that tasks' images have");
  }
  return {std::string(text.substr(0, first)),
          std::string(text.substr(first + 1, second - first - 1))};
}

/// An update of an item, in DynamoDB's expressions: `#s` is the image's sequencer, `#u` upload,
/// `#l` labels; `:s` and `:u` are what the image has, `:l` its labels.
struct TaskTable::Update {
  std::string_view expression;
  std::string_view condition;
  const std::vector<std::string>* labels = nullptr;
};

std::optional<RecordedUpload> TaskTable::record_upload(const ObjectRef& object,
                                                       const std::string& sequencer,
                                                       const CallScope& scope) const {
  constexpr std::string_view kSetUpload = "SET #u = :u, #s = :s REMOVE #l";
  // Taken away under this very sequencer: then the removal itself has found another version.
  constexpr std::string_view kOlderOrTakenAway =
      "attribute_not_exists(#s) OR #s < :s OR #s = :s AND attribute_not_exists(#u)";
  RecordedUpload recorded{task_key_of(object.key), address_of(object), without_padding(sequencer)};
  const auto written = apply({kSetUpload, kOlderOrTakenAway}, recorded, scope);
  if (written.condition_held) return recorded;

  const auto told_sequencer =
      text_at(object_at(written.attributes, sequencer_attribute(recorded).c_str()), "S");
  if (sequencer.empty()) {
    recorded.sequencer = told_sequencer;
    if (!apply({kSetUpload, "#s = :s"}, recorded, scope).condition_held) throw outdated();
    return recorded;
  }
  if (told_sequencer != recorded.sequencer) throw outdated();
  const bool duplicate = text_at(object_at(written.attributes, "upload"), "S") == recorded.upload;
  return duplicate ? std::optional(recorded) : std::nullopt;
}

bool TaskTable::record_labels(const RecordedUpload& recorded,
                              const std::vector<std::string>& labels,
                              const CallScope& scope) const {
  return apply({"SET #l = :l", "#s = :s AND #u = :u", &labels}, recorded, scope).condition_held;
}

void TaskTable::record_again(const ObjectRef& object, const std::string& sequencer,
                             const std::optional<std::vector<std::string>>& labels,
                             const CallScope& scope) const {
  constexpr std::string_view kNotAnothers =
      "#s <= :s AND #u = :u OR #s <= :s AND attribute_not_exists(#u)";
  const RecordedUpload recorded{task_key_of(object.key), address_of(object),
                                without_padding(sequencer)};
  const Update update = labels ? Update{"SET #u = :u, #s = :s, #l = :l", kNotAnothers, &*labels}
                               : Update{"SET #u = :u, #s = :s REMOVE #l", kNotAnothers};
  static_cast<void>(apply(update, recorded, scope));
}

void TaskTable::record_removal(const ObjectRef& object, const std::string& sequencer,
                               const CallScope& scope) const {
  const RecordedUpload removed{task_key_of(object.key), address_of(object),
                               without_padding(sequencer)};
  // The sequencer first: whatever comes late of this image then meets it.
  if (!apply({"SET #s = :s", "#s <= :s"}, removed, scope).condition_held) return;
  static_cast<void>(apply({"REMOVE #u, #l", "#s = :s AND #u = :u"}, removed, scope));
}

UpdatedItem TaskTable::apply(const Update& update, const RecordedUpload& recorded,
                             const CallScope& scope) const {
  json names = json::object();
  json values = json::object();
  const auto bind = [&](std::string_view placeholder, json& map, json bound) {
    const auto occurs = [&](std::string_view text) {
      return text.find(placeholder) != std::string_view::npos;
    };
    // DynamoDB refuses what is bound and not used.
    if (occurs(update.expression) || occurs(update.condition)) {
      map[std::string(placeholder)] = std::move(bound);
    }
  };
  bind("#s", names, sequencer_attribute(recorded));
  bind("#u", names, "upload");
  bind("#l", names, "labels");
  bind(":s", values, text_value(recorded.sequencer));
  bind(":u", values, text_value(recorded.upload));
  if (update.labels != nullptr) bind(":l", values, list_value(*update.labels));
  return table_.update_item({{"TableName", names_.table},
                             {"Key",
                              {{names_.partition_key, text_value("user#" + recorded.task.user)},
                               {names_.sort_key, text_value("task#" + recorded.task.task)}}},
                             {"UpdateExpression", update.expression},
                             {"ConditionExpression", update.condition},
                             {"ExpressionAttributeNames", std::move(names)},
                             {"ExpressionAttributeValues", std::move(values)},
                             {"ReturnValuesOnConditionCheckFailure", "ALL_OLD"}},
                            scope);
}

}  // namespace shrike
