#include "infra/local/cli/quantities.h"

#include <cmath>

#include <fmt/format.h>

namespace shrike::local {

std::string grouped(std::size_t count) {
  auto text = std::to_string(count);
  for (auto place = text.size(); place > 3; place -= 3) text.insert(place - 3, ",");
  return text;
}

std::string clock_text(std::chrono::duration<double> time) {
  const auto seconds = std::llround(time.count());
  const auto hours = seconds / 3600;
  const auto minutes = seconds / 60 % 60;
  return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, minutes, seconds % 60)
                   : fmt::format("{}:{:02}", minutes, seconds % 60);
}

}  // namespace shrike::local
