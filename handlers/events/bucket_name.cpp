#include "handlers/events/bucket_name.h"

#include <algorithm>

namespace shrike {
namespace {

bool is_bucket_character(char character) noexcept {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || character == '.' || character == '_' ||
         character == '-';
}

}  // namespace

bool is_bucket_name(std::string_view text) noexcept {
  return text.size() >= 3 && text.size() <= 255 &&
         std::all_of(text.begin(), text.end(), is_bucket_character);
}

}  // namespace shrike
