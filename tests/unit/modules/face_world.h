#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "handlers/modules/ports.h"
#include "runtime/error.h"
#include "tests/unit/pipeline/fakes.h"

namespace shrike::fakes {

/// A Rekognition that knows who is in a picture by its bytes: `show` says so. It reads objects out
/// of the store, but not those whose bytes begin with "webp"; of a JPEG that ScriptedImages made,
/// it sees what it was made from. Who is the same is 99 % similar, others are as `likeness` says.
class FaceWorld final : public Recognition {
 public:
  explicit FaceWorld(const MemoryStore& store) : store_(store) {}

  void show(const std::string& bytes, std::vector<std::string> persons) {
    persons_[bytes] = std::move(persons);
  }

  [[nodiscard]] nlohmann::json compare_faces(const RekognitionImage& source,
                                             const RekognitionImage& target,
                                             double similarity_threshold,
                                             const CallScope& /*scope*/) override {
    const std::scoped_lock lock(mutex_);
    comparisons.emplace_back(name_of(source), name_of(target));
    if (const auto found = failures.find(name_of(source)); found != failures.end()) {
      throw Error(found->second);
    }
    const auto& references = persons_in(source);
    const auto& persons = persons_in(target);
    const bool looked_at = !refused.contains(name_of(source));
    if (!looked_at || references.empty() || persons.empty()) throw invalid_parameter();
    nlohmann::json answer{{"FaceMatches", nlohmann::json::array()},
                          {"UnmatchedFaces", nlohmann::json::array()}};
    for (std::size_t i = 0; i < persons.size(); ++i) {
      const double similarity = similarity_of(references.front(), persons[i]);
      if (similarity < similarity_threshold) {
        answer["UnmatchedFaces"].push_back(face(i));
      } else {
        answer["FaceMatches"].push_back({{"Similarity", similarity}, {"Face", face(i)}});
      }
    }
    return answer;
  }

  [[nodiscard]] nlohmann::json detect_faces(const RekognitionImage& image,
                                            const CallScope& /*scope*/) override {
    const std::scoped_lock lock(mutex_);
    looks.push_back(name_of(image));
    if (refused.contains(name_of(image))) throw invalid_parameter();
    nlohmann::json details = nlohmann::json::array();
    for (std::size_t i = 0; i < persons_in(image).size(); ++i) details.push_back(face(i));
    return {{"FaceDetails", std::move(details)}};
  }

  /// Whoever is in it.
  [[nodiscard]] nlohmann::json detect_labels(const RekognitionImage& image,
                                             const DetectLabelsOptions& /*options*/,
                                             const CallScope& /*scope*/) override {
    const std::scoped_lock lock(mutex_);
    nlohmann::json labels = nlohmann::json::array();
    for (const std::string& person : persons_in(image)) labels.push_back({{"Name", person}});
    return {{"Labels", std::move(labels)}, {"LabelModelVersion", "3.0"}};
  }
  [[nodiscard]] nlohmann::json detect_text(const RekognitionImage& /*image*/,
                                           const CallScope& /*scope*/) override {
    throw unasked();
  }
  [[nodiscard]] nlohmann::json detect_moderation_labels(const RekognitionImage& /*image*/,
                                                        double /*min_confidence*/,
                                                        const CallScope& /*scope*/) override {
    throw unasked();
  }

  std::map<std::pair<std::string, std::string>, double> likeness;  ///< of a reference, a person
  std::map<std::string, Error> failures;                           ///< by the reference's key
  std::set<std::string> refused;  ///< keys of references that Rekognition does not look at
  /// What was compared: the key of an object, the text of bytes.
  std::vector<std::pair<std::string, std::string>> comparisons;
  std::vector<std::string> looks;

 private:
  static std::string name_of(const RekognitionImage& image) {
    if (const auto* object = std::get_if<ObjectRef>(&image)) return object->key.str();
    return std::string(std::get<std::string_view>(image));
  }

  [[nodiscard]] const std::vector<std::string>& persons_in(const RekognitionImage& image) const {
    static const std::string kMade = "jpeg of ";
    std::string bytes;
    if (const auto* object = std::get_if<ObjectRef>(&image)) {
      bytes = store_.bytes(object->bucket.str(), object->key.str());
      if (bytes.starts_with("webp") || bytes.starts_with("text")) {
        throw Error(ErrorKind::Reject, "Rekognition.InvalidImageFormat", "not a JPEG or PNG");
      }
    } else {
      bytes = std::get<std::string_view>(image);
      if (bytes.starts_with(kMade)) bytes.erase(0, kMade.size());
    }
    return persons_.at(bytes);
  }

  [[nodiscard]] double similarity_of(const std::string& reference, const std::string& person) {
    const auto found = likeness.find({reference, person});
    if (found != likeness.end()) return found->second;
    return reference == person ? 99 : 10;
  }

  /// Side by side.
  static nlohmann::json face(std::size_t index) {
    return {{"BoundingBox",
             {{"Left", 0.1 + 0.2 * static_cast<double>(index)},
              {"Top", 0.2},
              {"Width", 0.15},
              {"Height", 0.25}}},
            {"Confidence", 99.9}};
  }

  static Error invalid_parameter() {
    return {ErrorKind::Reject, "Rekognition.InvalidParameter", "invalid parameters"};
  }
  static Error unasked() { return {ErrorKind::Bug, "Test.Unasked", "not what the test asks for"}; }

  const MemoryStore& store_;
  std::mutex mutex_;
  std::map<std::string, std::vector<std::string>> persons_;
};

}  // namespace shrike::fakes
