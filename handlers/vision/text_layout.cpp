#include "handlers/vision/text_layout.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace shrike::vision {
namespace {

/// From the top to the bottom of an upright rectangle around it.
double height_of(const RotatedBox& box) {
  return std::abs(box.along.y) * box.length + std::abs(box.along.x) * box.thickness;
}

}  // namespace

std::string TextLine::text() const {
  std::string joined;
  for (const auto& word : words) {
    if (!joined.empty()) joined += ' ';
    joined += word.text;
  }
  return joined;
}

TextLine line_of(std::span<const ReadCharacter> characters, const RotatedBox& line,
                 const RotatedBox& strip) {
  TextLine result{{}, mean_confidence(characters), line};
  const auto place = [&](std::size_t i) {
    const double middle = (characters[i].place - 0.5) * strip.length + line.length / 2;
    return std::clamp(middle, 0.0, line.length);
  };
  const auto is_space = [&](std::size_t i) { return characters[i].text == " "; };
  for (std::size_t begin = 0; begin < characters.size();) {
    if (is_space(begin)) {
      ++begin;
      continue;
    }
    std::size_t end = begin;
    std::string text;
    for (; end < characters.size() && !is_space(end); ++end) text += characters[end].text;
    const double from = begin == 0 ? 0 : (place(begin - 1) + place(begin)) / 2;
    const double to = end == characters.size() ? line.length : (place(end - 1) + place(end)) / 2;
    result.words.push_back({std::move(text),
                            mean_confidence(characters.subspan(begin, end - begin)),
                            line.part(from, to)});
    begin = end;
  }
  return result;
}

void sort_for_reading(std::vector<TextLine>& lines) {
  const auto top = [](const TextLine& line) { return line.box.center.y - height_of(line.box) / 2; };
  std::stable_sort(lines.begin(), lines.end(),
                   [&](const auto& a, const auto& b) { return top(a) < top(b); });
  for (auto row = lines.begin(); row != lines.end();) {
    const RotatedBox first = row->box;
    const auto next = std::stable_partition(row + 1, lines.end(), [&](const TextLine& line) {
      const double lower = std::min(height_of(line.box), height_of(first));
      return std::abs(line.box.center.y - first.center.y) < lower / 2;
    });
    std::stable_sort(row, next,
                     [](const auto& a, const auto& b) { return a.box.center.x < b.box.center.x; });
    row = next;
  }
}

}  // namespace shrike::vision
