#include "infra/local/iam/wildcard.h"

#include <algorithm>

namespace shrike::local {
namespace {

constexpr int kArnParts = 6;

/// Takes the text before the next `:` off `rest`, or all of it where it is the last part.
std::string_view take_part(std::string_view& rest, bool last) {
  const auto part = last ? rest : rest.substr(0, rest.find(':'));
  rest.remove_prefix(std::min(rest.size(), part.size() + 1));
  return part;
}

bool has_all_parts(std::string_view arn) {
  return std::count(arn.begin(), arn.end(), ':') >= kArnParts - 1;
}

}  // namespace

bool matches_wildcards(std::string_view pattern, std::string_view text) {
  std::size_t at = 0;
  std::size_t read = 0;
  // Only the last `*` can need another try: what stood before it has found its earliest place.
  std::size_t star = std::string_view::npos;
  std::size_t star_read = 0;
  while (read < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      star_read = read;
    } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == text[read])) {
      ++at;
      ++read;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      read = ++star_read;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

bool matches_arn(std::string_view pattern, std::string_view arn) {
  if (!has_all_parts(pattern) || !has_all_parts(arn)) return false;
  for (int part = 1; part <= kArnParts; ++part) {
    const bool last = part == kArnParts;
    if (!matches_wildcards(take_part(pattern, last), take_part(arn, last))) return false;
  }
  return true;
}

}  // namespace shrike::local
