#pragma once

#include <optional>
#include <string_view>

#include "runtime/clock.h"

namespace shrike {

/// `Tue, 03 Feb 2026 04:05:06 GMT`, the form of RFC 9110 §5.6.7 that servers write; nothing for
/// anything else.
[[nodiscard]] std::optional<TimePoint> parse_http_date(std::string_view text);

}  // namespace shrike
