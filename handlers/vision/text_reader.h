#pragma once

#include <vector>

#include "handlers/image/renditions.h"
#include "handlers/vision/character_set.h"
#include "handlers/vision/human_models.h"
#include "handlers/vision/onnx_session.h"
#include "handlers/vision/text_layout.h"

namespace shrike::vision {

/// Reads printed text in Latin script with PaddleOCR's PP-OCRv4: a DB network finds lines, a CTC
/// network reads them. Lines at any angle of up to a quarter turn. Thread-safe.
class TextReader {
 public:
  /// The side that a picture should have at most, in pixels: lines are found in a smaller copy
  /// and read in the picture itself.
  static constexpr int kInputSide = 2048;

  /// Throws Error "Model.Missing" (Reject) where its files are not there, "Model.Invalid" and
  /// "Model.EngineMissing" (Reject) where they cannot be used.
  explicit TextReader(const ModelFiles& files);

  /// The lines in reading order; nothing for an empty picture. Throws Error "Model.Failed" (Bug).
  [[nodiscard]] std::vector<TextLine> read(const RgbImage& image) const;

 private:
  CharacterSet characters_;
  OnnxSession finding_;
  OnnxSession reading_;
};

}  // namespace shrike::vision
