#include "handlers/image/exif.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "runtime/number.h"

namespace shrike {
namespace {

constexpr double kHighestAltitude = 100'000;  // metres: above it, it is no photograph from the air

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kPadding(" \0\t\r\n", 5);
  const auto first = text.find_first_not_of(kPadding);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kPadding) - first + 1);
}

/// What stands before the bracket; for rationals, which hold none themselves.
std::string_view raw_value(std::string_view entry) {
  return trimmed(entry.substr(0, entry.find('(')));
}

std::optional<double> rational(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto numerator = parse_number<std::uint32_t>(text.substr(0, slash));
  const auto denominator = parse_number<std::uint32_t>(text.substr(slash + 1));
  if (!numerator || !denominator || *denominator == 0) return std::nullopt;
  return static_cast<double>(*numerator) / *denominator;
}

std::optional<double> next_rational(std::string_view& text) {
  const auto space = std::min(text.find(' '), text.size());
  const auto value = rational(text.substr(0, space));
  text = trimmed(text.substr(space));
  return value;
}

/// Degrees, then minutes, then seconds; some devices leave out the last, or give them as 0/0.
std::optional<double> degrees(std::string_view entry) {
  std::string_view rest = raw_value(entry);
  const auto whole = next_rational(rest);
  if (!whole) return std::nullopt;
  double total = *whole;
  for (const double unit : {60.0, 3600.0}) {
    if (rest.empty()) break;
    const bool unset = rest.starts_with("0/0");
    const auto part = next_rational(rest);
    if (unset) continue;
    if (!part || *part > 60) return std::nullopt;  // 60 itself comes of rounding
    total += *part / unit;
  }
  if (!rest.empty()) return std::nullopt;
  return total;
}

std::optional<double> signed_degrees(std::string_view entry, std::string_view ref, char positive,
                                     char negative, double largest) {
  const auto value = degrees(entry);
  const std::string hemisphere = exif_text(ref);
  if (!value || *value > largest || hemisphere.size() != 1) return std::nullopt;
  if (hemisphere[0] == positive) return *value;
  if (hemisphere[0] == negative) return -*value;
  return std::nullopt;
}

std::optional<double> altitude_of(const GpsEntries& entries) {
  std::string_view text = raw_value(entries.altitude);
  const auto metres = next_rational(text);
  if (!metres || !text.empty() || *metres > kHighestAltitude) return std::nullopt;
  // A byte of the value 1 means below sea level; libvips gives bytes as libexif words them.
  const bool below =
      entries.altitude_ref.starts_with("1") || entries.altitude_ref.starts_with("Below");
  return below ? -*metres : *metres;
}

bool is_offset(std::string_view text) {
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
  const auto hours = parse_number<unsigned>(text.substr(1, 2));
  const auto minutes = parse_number<unsigned>(text.substr(4, 2));
  return hours && minutes && *hours <= 14 && *minutes < 60;
}

}  // namespace

std::string exif_text(std::string_view entry) {
  constexpr std::string_view kType = ", ASCII, ";
  const auto type = entry.rfind(kType);
  if (type == std::string_view::npos) return {};
  // `value (value`: the text stands twice, and may itself hold brackets.
  const std::string_view twice = entry.substr(0, type);
  std::size_t bracket = twice.find(" (");
  while (bracket != std::string_view::npos) {
    const std::string_view once = trimmed(twice.substr(0, bracket));
    if (once == trimmed(twice.substr(bracket + 2))) return std::string(once);
    bracket = twice.find(" (", bracket + 1);
  }
  return std::string(raw_value(twice));
}

std::string exif_timestamp(std::string_view date, std::string_view offset) {
  const std::string text = exif_text(date);
  constexpr std::string_view kShape = "0000:00:00 00:00:00";
  if (text.size() != kShape.size()) return {};
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool digit = text[at] >= '0' && text[at] <= '9';
    if (kShape[at] == '0' ? !digit : text[at] != kShape[at]) return {};
  }
  const auto part = [&](std::size_t at, std::size_t length) {
    return parse_number<unsigned>(std::string_view(text).substr(at, length)).value_or(0);
  };
  const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(part(0, 4))),
                                        std::chrono::month(part(5, 2)),
                                        std::chrono::day(part(8, 2))};
  if (part(0, 4) == 0 || !day.ok() || part(11, 2) > 23 || part(14, 2) > 59 || part(17, 2) > 60) {
    return {};
  }
  const std::string zone = exif_text(offset);
  return fmt::format("{}-{}-{}T{}{}", text.substr(0, 4), text.substr(5, 2), text.substr(8, 2),
                     text.substr(11), is_offset(zone) || zone == "Z" ? zone : "");
}

std::optional<GpsPosition> gps_position(const GpsEntries& entries) {
  const auto latitude = signed_degrees(entries.latitude, entries.latitude_ref, 'N', 'S', 90);
  const auto longitude = signed_degrees(entries.longitude, entries.longitude_ref, 'E', 'W', 180);
  if (!latitude || !longitude) return std::nullopt;
  return GpsPosition{
      .latitude = *latitude, .longitude = *longitude, .altitude = altitude_of(entries)};
}

}  // namespace shrike
