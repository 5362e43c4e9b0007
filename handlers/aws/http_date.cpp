#include "handlers/aws/http_date.h"

#include <chrono>
#include <ctime>
#include <iomanip>
#include <locale>
#include <sstream>
#include <string>

namespace shrike {

std::optional<TimePoint> parse_http_date(std::string_view text) {
  // The form is of one length; std::get_time takes a text that ends early for a whole one.
  constexpr std::size_t kLength = 29;
  if (text.size() != kLength) return std::nullopt;
  std::tm parts{};
  std::istringstream stream{std::string(text)};
  stream.imbue(std::locale::classic());
  stream >> std::get_time(&parts, "%a, %d %b %Y %H:%M:%S GMT");
  if (stream.fail() || stream.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
  const std::chrono::year_month_day date(
      std::chrono::year(parts.tm_year + 1900),
      std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)),
      std::chrono::day(static_cast<unsigned>(parts.tm_mday)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(parts.tm_hour) +
         std::chrono::minutes(parts.tm_min) + std::chrono::seconds(parts.tm_sec);
}

}  // namespace shrike
