#include "infra/local/rekognition/models.h"

namespace shrike::local {

Models::Models(const ModelOptions& options)
    : objects([options] {
        return std::make_unique<vision::ObjectDetector>(
            vision::DetectorOptions{.model = options.packages / "@vladmandic/human/models",
                                    .onnxruntime_library = options.onnxruntime_library,
                                    .threads = options.threads});
      }) {}

}  // namespace shrike::local
