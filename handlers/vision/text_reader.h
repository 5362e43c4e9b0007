#pragma once

#include <memory>
#include <vector>

#include "handlers/image/renditions.h"
#include "handlers/vision/human_models.h"
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
  ~TextReader();

  TextReader(const TextReader&) = delete;
  TextReader& operator=(const TextReader&) = delete;
  TextReader(TextReader&&) = delete;
  TextReader& operator=(TextReader&&) = delete;

  /// The lines in reading order; nothing for an empty picture. Throws Error "Model.Failed" (Bug).
  [[nodiscard]] std::vector<TextLine> read(const RgbImage& image) const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace shrike::vision
