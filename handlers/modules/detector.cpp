#include "handlers/modules/detector.h"

#include <algorithm>

namespace shrike {

std::string_view to_string(Detector detector) noexcept {
  switch (detector) {
    case Detector::Labels:
      return "labels";
    case Detector::Faces:
      return "faces";
    case Detector::Text:
      return "text";
    case Detector::Moderation:
      return "moderation";
  }
  return "labels";
}

std::optional<Detector> detector_named(std::string_view name) noexcept {
  const auto* const found =
      std::find_if(kDetectors.begin(), kDetectors.end(),
                   [&](Detector detector) { return to_string(detector) == name; });
  return found == kDetectors.end() ? std::nullopt : std::optional(*found);
}

}  // namespace shrike
