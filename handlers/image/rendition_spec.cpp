#include "handlers/image/rendition_spec.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "runtime/error.h"
#include "runtime/number.h"

namespace shrike {
namespace {

constexpr std::size_t kLongestName = 32;
constexpr int kLargestSide = 16'383;
constexpr int kHighestQuality = 100;

[[noreturn]] void reject(std::string_view part, std::string_view allowed) {
  throw Error(ErrorKind::Reject, "Config.Invalid",
              fmt::format("RENDITIONS: '{}': {}", part, allowed));
}

/// Cuts the text up to `separator`, and the separator, off `rest`.
std::string_view take(std::string_view& rest, char separator) {
  const auto end = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::optional<int> number_within(std::string_view digits, int largest) {
  const auto number = parse_number<int>(digits);
  return number && *number >= 1 && *number <= largest ? number : std::nullopt;
}

std::string parse_name(std::string_view name) {
  const bool allowed = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
  if (name.empty() || name.size() > kLongestName || !allowed) {
    reject(name, "a name is 1 to 32 of a-z, 0-9 and -");
  }
  return std::string(name);
}

std::optional<int> parse_side(std::string_view digits, std::string_view size) {
  if (digits.empty()) return std::nullopt;
  const auto side = number_within(digits, kLargestSide);
  if (!side) reject(size, "a side is 1 to 16383 pixels");
  return side;
}

void parse_size(std::string_view size, RenditionSpec& spec) {
  const auto cross = size.find('x');
  if (cross == std::string_view::npos || size == "x") {
    reject(size, "a size is WIDTHxHEIGHT, WIDTHx or xHEIGHT");
  }
  spec.width = parse_side(size.substr(0, cross), size);
  spec.height = parse_side(size.substr(cross + 1), size);
}

Format parse_format(std::string_view option) {
  const auto format = format_named(option);
  if (!format) {
    reject(option,
           "an option is a format (jpeg, png, webp, gif, tiff, avif), a quality (q1 to q100) "
           "or animated");
  }
  if (!traits(*format).writable) reject(option, "this format is read, but not written");
  return *format;
}

int parse_quality(std::string_view option) {
  const auto quality = number_within(option.substr(1), kHighestQuality);
  if (!quality) reject(option, "a quality is q1 to q100");
  return *quality;
}

bool looks_like_quality(std::string_view option) {
  return option.size() > 1 && option[0] == 'q' &&
         option.find_first_not_of("-0123456789", 1) == std::string_view::npos;
}

void parse_options(std::string_view rest, RenditionSpec& spec, std::string_view whole) {
  bool quality_given = false;
  const auto once = [&](bool given) {
    if (given) reject(whole, "format, quality and animated are given once at most");
  };
  while (!rest.empty()) {
    const std::string_view option = trimmed(take(rest, ','));
    if (option == "animated") {
      once(std::exchange(spec.animated, true));
    } else if (looks_like_quality(option)) {
      once(std::exchange(quality_given, true));
      spec.quality = parse_quality(option);
    } else {
      once(spec.format.has_value());
      spec.format = parse_format(option);
    }
  }
}

RenditionSpec parse_one(std::string_view text) {
  if (text.find(':') == std::string_view::npos) {
    reject(text, "a rendition is name:WIDTHxHEIGHT[,format][,qN][,animated]");
  }
  RenditionSpec spec;
  std::string_view rest = text;
  spec.name = parse_name(trimmed(take(rest, ':')));
  parse_size(trimmed(take(rest, ',')), spec);
  parse_options(rest, spec, text);
  if (spec.animated && spec.format && !traits(*spec.format).animation) {
    reject(text, "animated needs gif or webp");
  }
  return spec;
}

}  // namespace

std::vector<RenditionSpec> parse_renditions(std::string_view text) {
  std::vector<RenditionSpec> specs;
  std::string_view rest = trimmed(text);
  if (rest.empty()) reject(text, "at least one rendition is needed, such as thumb:320x320");
  while (!rest.empty()) {
    RenditionSpec spec = parse_one(trimmed(take(rest, ';')));
    if (std::any_of(specs.begin(), specs.end(),
                    [&](const RenditionSpec& other) { return other.name == spec.name; })) {
      reject(spec.name, "a name is used once only");
    }
    specs.push_back(std::move(spec));
  }
  return specs;
}

}  // namespace shrike
