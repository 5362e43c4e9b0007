#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "handlers/vision/character_set.h"

namespace shrike::vision {

/// A character as the network read it.
struct ReadCharacter {
  std::string text;       ///< UTF-8, one character; " " between words
  double confidence = 0;  ///< 0 … 1, at its surest step
  double place = 0;       ///< its middle, as a fraction of the line's length
};

/// Greedy decoding of connectionist temporal classification: the best class of each step, repeats
/// drawn together, blanks left out. `probabilities` are steps * characters.size() (what is over is
/// not read); a class that is not readable counts for none. NaN counts as 0.
[[nodiscard]] std::vector<ReadCharacter> decode_ctc(std::span<const float> probabilities,
                                                    const CharacterSet& characters);

/// The mean of the characters' confidences, spaces left out; 0 for none.
[[nodiscard]] double mean_confidence(std::span<const ReadCharacter> characters);

}  // namespace shrike::vision
