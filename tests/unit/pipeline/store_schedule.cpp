#include "tests/unit/pipeline/store_schedule.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "handlers/modules/task_table.h"
#include "tests/unit/pipeline/attempt.h"

namespace shrike::fakes {
namespace {

using nlohmann::json;

/// Each a task of its own.
constexpr std::array kKeys{"anna/t1/cat.jpg", "anna/t2/cat.jpg", "ben/t1/a+b c.jpg"};
/// Few, so that the same bytes come again under another version.
constexpr std::array kContents{"cat", "dog", "owl"};
constexpr int kDeepest = 3;

Config config_for(const ScheduleOptions& options) {
  Config config;
  config.output_bucket = BucketName("out");
  config.renditions = {{"thumb", 320, 320, Format::Webp, 80, false}};
  config.detectors = {Detector::Labels};
  config.tasks_table = "tasks";
  if (options.notifies) config.topic_arn = "arn:aws:sns:eu-central-1:123456789012:images";
  return config;
}

}  // namespace

json ModelRecognition::detect_labels(const RekognitionImage& image,
                                     const DetectLabelsOptions& /*options*/,
                                     const CallScope& /*scope*/) {
  std::string bytes;
  if (const auto* object = std::get_if<ObjectRef>(&image)) {
    const auto* version = store_.find(*object);
    if (version == nullptr) {
      throw Error(ErrorKind::Reject, "Rekognition.InvalidS3Object", "unable to get it");
    }
    bytes = version->bytes;
  } else {
    bytes = std::get<std::string_view>(image).substr(std::string_view("jpeg of ").size());
  }
  return {{"Labels", {{{"Name", "Label of " + bytes}, {"Confidence", 99}}}}};
}

Schedule::Schedule(const ScheduleOptions& options)
    : options_(options),
      random_(options.seed),
      config_(config_for(options)),
      store_("in", options.versioned),
      recognition_(store_),
      logger_(LogOptions{}, clock_, lines_.sink()),
      pipeline_(config_, {store_, recognition_, images_, clock_, logger_}, topic_, table_),
      changes_left_(options.changes) {
  scope_.deadline = clock_.time + std::chrono::hours(1000);
  // Too large for a second thread, which would make the order of operations a matter of luck.
  images_.estimate = std::uint64_t{1} << 62U;
  store_.before = [this](std::string_view operation, const std::string& key) {
    disturb(operation, key);
  };
  store_.after = [this](std::string_view operation, const std::string&) { lose_answer(operation); };
  table_.before = [this](const json&) { disturb("update", "table"); };
}

std::string Schedule::run() {
  while (changes_left_ > 0 || !pending_.empty()) {
    calm_ = changes_left_ == 0 && chance(30);
    if (changes_left_ > 0 && (pending_.empty() || chance(40))) {
      change();
    } else {
      deliver_one();
    }
  }
  std::string differences;
  for (const char* key : kKeys) differences += difference(key);
  return differences;
}

std::string Schedule::any_key() { return kKeys[random_() % kKeys.size()]; }

void Schedule::change() {
  --changes_left_;
  const std::string key = any_key();
  std::vector<S3Record> events;
  if (chance(55)) {
    events = {store_.upload(key, kContents[random_() % kContents.size()])};
  } else if (!options_.versioned || chance(50)) {
    events = store_.erase(key);
  } else {
    events = store_.erase_version(key, random_());
  }
  for (const S3Record& record : events) {
    journal_.push_back(fmt::format("{} {} {} {}", record.event_name, key,
                                   record.object.version.str(), record.sequencer));
    pending_.push_back({record, 1});
    if (chance(20)) pending_.push_back({record, 1});
  }
}

void Schedule::deliver_one() {
  const auto chosen = pending_.begin() + static_cast<std::ptrdiff_t>(random_() % pending_.size());
  Delivery delivery = std::move(*chosen);
  pending_.erase(chosen);
  deliver(std::move(delivery));
}

void Schedule::deliver(Delivery delivery) {
  const S3Record& record = delivery.record;
  const ObjectTask task{record.object, record.sequencer, record.size, record.etag};
  const std::string name = fmt::format("{:{}}{} {} {}", "", depth_ * 2, record.event_name,
                                       record.object.key.str(), record.sequencer);
  journal_.push_back(fmt::format("> {} attempt {}", name, delivery.attempt));
  ++depth_;
  const Outcome outcome = outcome_of([&] {
    if (record.action == EventAction::Created) {
      static_cast<void>(pipeline_.process(task, scope_, "request"));
    } else {
      static_cast<void>(pipeline_.remove(task, scope_, "request"));
    }
  });
  --depth_;
  journal_.push_back(fmt::format("< {} {}", name, outcome.text));
  if (!outcome.again) return;
  // Lambda waits a minute before it tries again.
  clock_.time += std::chrono::seconds(61);
  ++delivery.attempt;
  pending_.push_back(std::move(delivery));
}

void Schedule::disturb(std::string_view operation, const std::string& key) {
  if (depth_ < kDeepest && chance(8)) {
    if (changes_left_ > 0 && chance(60)) {
      change();
    } else if (!pending_.empty()) {
      deliver_one();
    }
  }
  if (calm_) return;
  if (chance(3)) {
    journal_.push_back(fmt::format("  {} {} fails", operation, key));
    throw Error(ErrorKind::Retry, "Service.Unavailable", "503");
  }
  if (chance(2)) {
    journal_.push_back(fmt::format("  dies before {} {}", operation, key));
    throw Death{};
  }
}

void Schedule::lose_answer(std::string_view operation) {
  if (calm_ || !chance(2)) return;
  journal_.push_back(fmt::format("  the answer to {} is lost", operation));
  throw Error(ErrorKind::Retry, "Service.Unavailable", "no answer came");
}

std::string Schedule::difference(const std::string& key) const {
  const auto* source = store_.current("in", key);
  const auto outputs = store_.keys("out", key + "/");
  const TaskKey task = task_key_of(ObjectKey(key));
  const json item = table_.item(task.user, task.task);
  if (source == nullptr) {
    std::string wrong;
    for (const std::string& output : outputs) wrong += output + " is left\n";
    if (item.contains("upload") || item.contains("labels")) wrong += key + ": task is left\n";
    return wrong;
  }
  const auto* metadata = store_.current("out", key + "/metadata.json");
  const auto* thumb = store_.current("out", key + "/thumb.webp");
  if (metadata == nullptr || thumb == nullptr) return key + ": outputs are missing\n";
  std::string wrong;
  const auto expect = [&](const char* what, const std::string& is, const std::string& should) {
    if (is != should) wrong += fmt::format("{}: {} is \"{}\", not \"{}\"\n", key, what, is, should);
  };
  const json document = json::parse(metadata->bytes);
  const std::string label = "Label of " + source->bytes;
  expect("thumb", thumb->bytes, "thumb of " + source->bytes);
  expect("version", document["source"].value("versionId", ""), source->id);
  expect("label", document["labels"][0]["Name"], label);
  if (!item.contains("upload") || !item.contains("labels")) return wrong + key + ": no task\n";
  expect("upload", item["upload"]["S"], "s3://in/" + key);
  expect("task's label", item["labels"]["L"][0]["S"], label);
  return wrong;
}

}  // namespace shrike::fakes
