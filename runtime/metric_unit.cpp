#include "runtime/metric_unit.h"

#include <array>
#include <cstddef>

namespace shrike {

std::string_view name_of(MetricUnit unit) noexcept {
  constexpr std::array<std::string_view, 27> kNames = {"Seconds",
                                                       "Microseconds",
                                                       "Milliseconds",
                                                       "Bytes",
                                                       "Kilobytes",
                                                       "Megabytes",
                                                       "Gigabytes",
                                                       "Terabytes",
                                                       "Bits",
                                                       "Kilobits",
                                                       "Megabits",
                                                       "Gigabits",
                                                       "Terabits",
                                                       "Percent",
                                                       "Count",
                                                       "Bytes/Second",
                                                       "Kilobytes/Second",
                                                       "Megabytes/Second",
                                                       "Gigabytes/Second",
                                                       "Terabytes/Second",
                                                       "Bits/Second",
                                                       "Kilobits/Second",
                                                       "Megabits/Second",
                                                       "Gigabits/Second",
                                                       "Terabits/Second",
                                                       "Count/Second",
                                                       "None"};
  static_assert(kNames.size() == static_cast<std::size_t>(MetricUnit::None) + 1);
  return kNames[static_cast<std::size_t>(unit)];
}

}  // namespace shrike
