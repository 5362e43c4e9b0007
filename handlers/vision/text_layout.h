#pragma once

#include <span>
#include <string>
#include <vector>

#include "handlers/vision/ctc.h"
#include "handlers/vision/rotated_box.h"

namespace shrike::vision {

struct TextWord {
  std::string text;       ///< UTF-8, no space in it
  double confidence = 0;  ///< 0 … 1
  RotatedBox box;         ///< in pixels of the picture
};

struct TextLine {
  std::vector<TextWord> words;  ///< in the order in which they are read, at least one
  double confidence = 0;        ///< 0 … 1
  RotatedBox box;               ///< in pixels of the picture

  /// Its words with a space between.
  [[nodiscard]] std::string text() const;
};

/// The words of a line, cut at its spaces. The characters' places are fractions of `strip`, which
/// lies about `line`; a word reaches half way to the space beside it, the first and the last one to
/// the end of `line`. No words for spaces alone.
[[nodiscard]] TextLine line_of(std::span<const ReadCharacter> characters, const RotatedBox& line,
                               const RotatedBox& strip);

/// Rows from the top, lines of a row from the left. A line is in the row of another where their
/// middles are nearer than half the height of the lower of the two.
void sort_for_reading(std::vector<TextLine>& lines);

}  // namespace shrike::vision
