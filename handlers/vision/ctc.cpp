#include "handlers/vision/ctc.h"

#include <algorithm>

namespace shrike::vision {
namespace {

struct Best {
  std::size_t index = 0;
  float probability = 0;
};

/// The surest readable class of a step. `sums` is room of characters.size(), all 0 before and
/// after.
Best best_of(std::span<const float> step, const CharacterSet& characters,
             std::vector<float>& sums) {
  Best best;
  for (const auto& [index, reads_as] : characters.readable()) {
    if (step[index] > 0) sums[reads_as] += step[index];
    if (sums[reads_as] > best.probability) best = {reads_as, sums[reads_as]};
  }
  for (const auto& readable : characters.readable()) sums[readable.reads_as] = 0;
  return best;
}

}  // namespace

std::vector<ReadCharacter> decode_ctc(std::span<const float> probabilities,
                                      const CharacterSet& characters) {
  const std::size_t classes = characters.size();
  const std::size_t steps = probabilities.size() / classes;
  std::vector<ReadCharacter> read;
  std::vector<float> sums(classes);
  std::size_t run = 0;  // of the same class, this step included
  std::size_t before = 0;
  for (std::size_t step = 0; step < steps; ++step) {
    const auto best = best_of(probabilities.subspan(step * classes, classes), characters, sums);
    run = best.index == before ? run + 1 : 1;
    before = best.index;
    if (best.index == 0) continue;
    if (run == 1) read.push_back({characters.character(best.index), 0, 0});
    auto& character = read.back();
    character.confidence =
        std::max(character.confidence, std::min(static_cast<double>(best.probability), 1.0));
    character.place =
        (static_cast<double>(step + 1) - static_cast<double>(run) / 2) / static_cast<double>(steps);
  }
  return read;
}

double mean_confidence(std::span<const ReadCharacter> characters) {
  double sum = 0;
  double count = 0;
  for (const auto& character : characters)
    if (character.text != " ") {
      sum += character.confidence;
      ++count;
    }
  return count > 0 ? sum / count : 0;
}

}  // namespace shrike::vision
