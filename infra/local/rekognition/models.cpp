#include "infra/local/rekognition/models.h"

namespace shrike::local {

Models::Models(const vision::ModelFiles& files)
    : objects([files] { return std::make_unique<vision::ObjectDetector>(files); }),
      faces([files] { return std::make_unique<vision::FaceFinder>(files); }),
      recognizer([files] { return std::make_unique<vision::FaceRecognizer>(files); }),
      age_gender([files] { return std::make_unique<vision::AgeGenderModel>(files); }),
      expressions([files] { return std::make_unique<vision::ExpressionModel>(files); }),
      text([files] { return std::make_unique<vision::TextReader>(files); }),
      moderation([files] { return std::make_unique<vision::ModerationClassifier>(files); }) {}

}  // namespace shrike::local
