#pragma once

#include <cstdint>
#include <vector>

#include "handlers/modules/ports.h"
#include "handlers/modules/source_image.h"

namespace shrike {

/// What decoding for the renditions comes to.
struct ResizePlan {
  int largest_side = 0;  ///< of all renditions, in pixels; 0 when none is wanted
  bool animated = false;
};

[[nodiscard]] ResizePlan plan_resize(const ImageFacts& facts,
                                     const std::vector<RenditionSpec>& specs);

/// Throws Error "Image.TooLarge" (Reject) when the renditions would take more memory or time than
/// there is.
void require_resizable(ImageLibrary& images, const SourceImage& source, const ResizePlan& plan);

}  // namespace shrike
