#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

#include "tests/unit/pipeline/entry_fakes.h"
#include "tests/unit/pipeline/store_schedule.h"

namespace shrike::fakes {

/// Of cats there are JPEGs, of dogs PNGs.
[[nodiscard]] Format format_of(std::string_view bytes);

/// Sees in an image its bytes, reads them where it is told to, and finds the same faces in the same
/// bytes.
class ModelFaces final : public ModelRecognition {
 public:
  using ModelRecognition::ModelRecognition;
  [[nodiscard]] nlohmann::json detect_faces(const RekognitionImage& image,
                                            const CallScope& scope) override;
  [[nodiscard]] nlohmann::json compare_faces(const RekognitionImage& source,
                                             const RekognitionImage& target,
                                             double similarity_threshold,
                                             const CallScope& scope) override;
};

/// Sees the format that such an image has, and else what is scripted.
class ModelImages final : public ScriptedImages {
 public:
  [[nodiscard]] ImageFacts inspect(const ImageBytes& image) override;
};

}  // namespace shrike::fakes
