#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "handlers/vision/age_gender_model.h"
#include "handlers/vision/expression_model.h"
#include "handlers/vision/face_finder.h"
#include "handlers/vision/face_recognizer.h"
#include "handlers/vision/moderation_classifier.h"
#include "handlers/vision/object_detector.h"
#include "handlers/vision/text_reader.h"

namespace shrike::local {

/// A model that is loaded at its first use; a failed load is tried again at the next. Thread-safe.
template <class Model>
class Lazy {
 public:
  explicit Lazy(std::function<std::unique_ptr<Model>()> load) : load_(std::move(load)) {}

  /// Throws what loading throws.
  [[nodiscard]] const Model& get() {
    const std::lock_guard lock(loading_);
    if (model_ == nullptr) model_ = load_();
    return *model_;
  }

 private:
  const std::function<std::unique_ptr<Model>()> load_;
  std::mutex loading_;
  std::unique_ptr<Model> model_;
};

/// Everything that looks at pictures here.
struct Models {
  explicit Models(const vision::ModelFiles& files);

  Lazy<vision::ObjectDetector> objects;
  Lazy<vision::FaceFinder> faces;
  Lazy<vision::FaceRecognizer> recognizer;
  Lazy<vision::AgeGenderModel> age_gender;
  Lazy<vision::ExpressionModel> expressions;
  Lazy<vision::TextReader> text;
  Lazy<vision::ModerationClassifier> moderation;
};

}  // namespace shrike::local
