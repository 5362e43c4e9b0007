#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "handlers/modules/detector.h"
#include "handlers/modules/ports.h"
#include "runtime/clock.h"
#include "runtime/error.h"
#include "runtime/log.h"

namespace shrike::fakes {

/// Stands still unless told otherwise.
class StoppedClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override { return time; }
  void sleep_for(std::chrono::milliseconds duration) override { time += duration; }

  TimePoint time{std::chrono::milliseconds{1'800'000'000'000}};
};

/// S3 in memory, with its conditional writes. `before` is called first in every operation, and may
/// throw, or change what is stored. Each operation has the store for itself.
class MemoryStore final : public ObjectStore {
 public:
  struct Object {
    std::string bytes;
    ObjectInfo info;
  };

  ObjectInfo get(const ObjectRef& object, std::uint64_t limit, const CallScope& /*scope*/,
                 const ObjectSink& sink) override {
    const std::scoped_lock lock(mutex_);
    note("get", object.key);
    const Object& found = at(object.bucket, object.key);
    if (found.bytes.size() > limit) throw Error(ErrorKind::Reject, "Object.TooLarge", "too large");
    const std::string_view bytes = found.bytes;
    ObjectInfo info = found.info;
    info.version = object.version;
    sink(info, bytes.substr(0, bytes.size() / 2));
    if (half_way) half_way();
    sink(info, bytes.substr(bytes.size() / 2));
    return info;
  }

  [[nodiscard]] ObjectInfo head(const ObjectRef& object, const CallScope& /*scope*/) override {
    const std::scoped_lock lock(mutex_);
    note("head", object.key);
    return at(object.bucket, object.key).info;
  }

  ObjectInfo put(const BucketName& bucket, const ObjectKey& key, std::string_view body,
                 const PutOptions& options, const CallScope& /*scope*/) override {
    const std::scoped_lock lock(mutex_);
    note("put", key);
    const auto found = objects.find({bucket.str(), key.str()});
    if (options.if_none_match && found != objects.end()) throw changed();
    if (!options.if_match.empty()) {
      if (found == objects.end()) throw missing();
      if (found->second.info.etag != options.if_match) throw changed();
    }
    add(bucket.str(), key.str(), std::string(body), options.metadata);
    return objects.at({bucket.str(), key.str()}).info;
  }

  /// Pages of two, so that whoever lists has to turn them.
  [[nodiscard]] ListedPage list(const BucketName& bucket, std::string_view prefix,
                                const std::string& continuation,
                                const CallScope& /*scope*/) override {
    const std::scoped_lock lock(mutex_);
    note("list", ObjectKey(std::string(prefix)));
    ListedPage page;
    for (const auto& [name, object] : objects) {
      if (name.first != bucket.str() || !name.second.starts_with(prefix)) continue;
      if (!continuation.empty() && name.second <= continuation) continue;
      if (page.objects.size() == 2) {
        page.continuation = page.objects.back().key.str();
        break;
      }
      page.objects.push_back({ObjectKey(name.second), object.info.etag, object.info.size});
    }
    return page;
  }

  void remove(const BucketName& bucket, const ObjectKey& key, const std::string& if_match,
              const CallScope& /*scope*/) override {
    const std::scoped_lock lock(mutex_);
    note("remove", key);
    const auto found = objects.find({bucket.str(), key.str()});
    if (found == objects.end()) return;
    if (!if_match.empty() && found->second.info.etag != if_match) throw changed();
    objects.erase(found);
  }

  void add(const std::string& bucket, const std::string& key, std::string bytes,
           std::map<std::string, std::string> metadata = {}) {
    Object object{std::move(bytes), {}};
    object.info.size = object.bytes.size();
    object.info.etag = '"' + std::to_string(++etags_) + '"';
    object.info.content_type = "binary/octet-stream";
    object.info.metadata = std::move(metadata);
    objects[{bucket, key}] = std::move(object);
  }

  [[nodiscard]] const std::string& bytes(const std::string& bucket, const std::string& key) const {
    return objects.at({bucket, key}).bytes;
  }
  [[nodiscard]] bool holds(const std::string& bucket, const std::string& key) const {
    return objects.contains({bucket, key});
  }

  static Error changed() { return {ErrorKind::Reject, "Object.Changed", "412"}; }
  static Error missing() { return {ErrorKind::Reject, "Object.NotFound", "404"}; }

  std::map<std::pair<std::string, std::string>, Object> objects;
  std::function<void(std::string_view operation, const std::string& key)> before;
  std::function<void()> half_way;    ///< called when half of an object has been read
  std::vector<std::string> journal;  ///< "put photo.jpg/metadata.json", …

 private:
  void note(std::string_view operation, const ObjectKey& key) {
    journal.push_back(std::string(operation) + ' ' + key.str());
    if (before) before(operation, key.str());
  }

  [[nodiscard]] const Object& at(const BucketName& bucket, const ObjectKey& key) const {
    const auto found = objects.find({bucket.str(), key.str()});
    if (found == objects.end()) throw missing();
    return found->second;
  }

  int etags_ = 0;
  std::recursive_mutex mutex_;  // `before` may call again
};

/// Gives its answers in turn, those of each detector by itself, the last one for ever. `during` is
/// called while the answer is awaited, and may throw.
class ScriptedRecognition : public Recognition {
 public:
  using Answer = std::variant<nlohmann::json, Error>;
  using Asked = std::variant<ObjectRef, std::string>;

  [[nodiscard]] nlohmann::json detect_labels(const RekognitionImage& image,
                                             const DetectLabelsOptions& options,
                                             const CallScope& /*scope*/) override {
    last_options = options;
    return next(Detector::Labels, image);
  }
  [[nodiscard]] nlohmann::json detect_faces(const RekognitionImage& image,
                                            const CallScope& /*scope*/) override {
    return next(Detector::Faces, image);
  }
  [[nodiscard]] nlohmann::json detect_text(const RekognitionImage& image,
                                           const CallScope& /*scope*/) override {
    return next(Detector::Text, image);
  }
  [[nodiscard]] nlohmann::json detect_moderation_labels(const RekognitionImage& image,
                                                        double min_confidence,
                                                        const CallScope& /*scope*/) override {
    last_moderation_confidence = min_confidence;
    return next(Detector::Moderation, image);
  }
  [[nodiscard]] nlohmann::json compare_faces(const RekognitionImage& /*source*/,
                                             const RekognitionImage& /*target*/,
                                             double /*similarity_threshold*/,
                                             const CallScope& /*scope*/) override {
    throw Error(ErrorKind::Bug, "Test.Unasked", "not what the test asks for");
  }

  [[nodiscard]] std::vector<Asked> asked_for(Detector detector) const {
    std::vector<Asked> images;
    for (const auto& [asker, image] : questions) {
      if (asker == detector) images.push_back(image);
    }
    return images;
  }

  static nlohmann::json dog() {
    return nlohmann::json::parse(R"({"LabelModelVersion":"3.0","Labels":[
      {"Name":"Dog","Confidence":98.123456,"Instances":[{"BoundingBox":
        {"Left":0.1,"Top":0.2,"Width":0.3,"Height":0.4},"Confidence":98.1}],
       "Parents":[{"Name":"Animal"}],"Aliases":[],"Categories":[{"Name":"Animals and Pets"}]},
      {"Name":"Animal","Confidence":98.1,"Instances":[],"Parents":[],"Aliases":[],
       "Categories":[{"Name":"Animals and Pets"}]}]})");
  }
  static nlohmann::json face() {
    return nlohmann::json::parse(R"({"FaceDetails":[{"Confidence":99.987,
      "BoundingBox":{"Left":0.25,"Top":0.1,"Width":0.2,"Height":0.301},
      "AgeRange":{"Low":24,"High":32},"Gender":{"Value":"Female","Confidence":99.1},
      "Emotions":[{"Type":"CALM","Confidence":12.5},{"Type":"HAPPY","Confidence":87.1}]}]})");
  }
  static nlohmann::json sign() {
    return nlohmann::json::parse(R"({"TextModelVersion":"3.0","TextDetections":[
      {"DetectedText":"NO ENTRY","Type":"LINE","Id":0,"Confidence":99.4},
      {"DetectedText":"NO","Type":"WORD","Id":1,"ParentId":0,"Confidence":99.5},
      {"DetectedText":"ENTRY","Type":"WORD","Id":2,"ParentId":0,"Confidence":99.3}]})");
  }
  static nlohmann::json nothing_improper() {
    return nlohmann::json::parse(R"({"ModerationModelVersion":"7.0","ModerationLabels":[]})");
  }

  std::map<Detector, std::deque<Answer>> answers_by{{Detector::Labels, {dog()}},
                                                    {Detector::Faces, {face()}},
                                                    {Detector::Text, {sign()}},
                                                    {Detector::Moderation, {nothing_improper()}}};
  std::deque<Answer>& answers = answers_by.at(Detector::Labels);
  std::vector<std::pair<Detector, Asked>> questions;
  DetectLabelsOptions last_options;
  double last_moderation_confidence = 0;
  std::function<void()> during;  ///< of labels
  std::function<void(Detector)> during_any;

 private:
  nlohmann::json next(Detector detector, const RekognitionImage& image) {
    {
      const std::scoped_lock lock(mutex_);
      if (const auto* object = std::get_if<ObjectRef>(&image)) {
        questions.emplace_back(detector, *object);
      } else {
        questions.emplace_back(detector, std::string(std::get<std::string_view>(image)));
      }
    }
    if (detector == Detector::Labels && during) during();
    if (during_any) during_any(detector);
    const std::scoped_lock lock(mutex_);
    auto& own_answers = answers_by.at(detector);
    Answer answer = own_answers.front();
    if (own_answers.size() > 1) own_answers.pop_front();
    if (auto* error = std::get_if<Error>(&answer)) throw Error(*error);
    return std::get<nlohmann::json>(std::move(answer));
  }

  std::mutex mutex_;
};

/// Says of every image what the test says; the bytes of a rendition tell what it was made from.
class ScriptedImages : public ImageLibrary {
 public:
  ScriptedImages() {
    facts.width = facts.stored_width = 4000;
    facts.height = facts.stored_height = 3000;
    facts.colour_space = "srgb";
  }

  void prepare() override {}

  [[nodiscard]] ImageFacts inspect(const ImageBytes& image) override {
    const std::string_view bytes = image;
    if (bytes.empty()) throw Error(ErrorKind::Reject, "Image.Empty", "no bytes");
    if (bytes.starts_with("text")) throw Error(ErrorKind::Reject, "Image.Unsupported", "no image");
    return facts;
  }

  [[nodiscard]] DecodeEstimate estimated_decode(const ImageFacts& /*facts*/,
                                                const DecodePlan& /*plan*/) override {
    return {.memory_bytes = estimate};
  }

  void require_within_budget(const ImageFacts& /*facts*/, const DecodePlan& plan,
                             const DecodeBudget& budget) override {
    const std::scoped_lock lock(mutex_);
    checked.push_back(plan);
    budgets.push_back(budget);
    if (too_large) throw Error(ErrorKind::Reject, "Image.TooLarge", "a bomb");
  }

  [[nodiscard]] std::vector<Rendition> make_renditions(
      const ImageBytes& bytes, const ImageFacts& source,
      const std::vector<RenditionSpec>& specs) override {
    if (making) making();
    if (failure) throw Error(*failure);
    std::vector<Rendition> renditions;
    renditions.reserve(specs.size());
    for (const RenditionSpec& spec : specs) {
      renditions.push_back({spec.name, spec.format.value_or(source.format), 320, 240, 1,
                            spec.name + " of " + std::string(bytes)});
    }
    return renditions;
  }

  [[nodiscard]] std::string make_detection_jpeg(const ImageBytes& bytes,
                                                const ImageFacts& /*facts*/, int max_side,
                                                std::size_t max_bytes) override {
    const std::scoped_lock lock(mutex_);
    ++detection_jpegs;
    detection_limits = {max_side, max_bytes};
    return "jpeg of " + std::string(bytes);
  }

  ImageFacts facts;
  std::uint64_t estimate = 1;
  bool too_large = false;
  std::optional<Error> failure;
  std::function<void()> making;
  std::vector<DecodePlan> checked;
  std::vector<DecodeBudget> budgets;  ///< of each check
  std::pair<int, std::size_t> detection_limits;
  int detection_jpegs = 0;

 private:
  std::mutex mutex_;
};

/// Log lines as they were written.
class Lines {
 public:
  [[nodiscard]] LogSink sink() {
    return [this](const LogLine& line) {
      const std::scoped_lock lock(mutex_);
      lines_.emplace_back(line.text);
    };
  }

  [[nodiscard]] std::string all() const {
    const std::scoped_lock lock(mutex_);
    std::string text;
    for (const std::string& line : lines_) text += line + '\n';
    return text;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace shrike::fakes
