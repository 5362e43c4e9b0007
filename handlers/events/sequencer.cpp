#include "handlers/events/sequencer.h"

#include <algorithm>

namespace shrike {
namespace {

char lower(char character) noexcept {
  return character >= 'A' && character <= 'F' ? static_cast<char>(character - 'A' + 'a')
                                              : character;
}

char digit_or_padding(std::string_view text, std::size_t index) noexcept {
  return index < text.size() ? lower(text[index]) : '0';
}

}  // namespace

bool is_sequencer(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kMaxSequencerLength &&
         std::all_of(text.begin(), text.end(), [](char character) {
           const char folded = lower(character);
           return (folded >= '0' && folded <= '9') || (folded >= 'a' && folded <= 'f');
         });
}

std::weak_ordering compare_sequencers(std::string_view left, std::string_view right) noexcept {
  const std::size_t width = std::max(left.size(), right.size());
  for (std::size_t index = 0; index < width; ++index) {
    const auto order = digit_or_padding(left, index) <=> digit_or_padding(right, index);
    if (order != std::strong_ordering::equal) return order;
  }
  return std::weak_ordering::equivalent;
}

}  // namespace shrike
