#pragma once

#include <ctime>
#include <string>

#include "runtime/clock.h"

namespace shrike::local {

/// A time's parts in UTC, of any year.
[[nodiscard]] std::tm utc(TimePoint time);

/// `2026-11-21T03:38:29.123Z`, as S3's XML, its events and Lambda's logs and records spell times.
[[nodiscard]] std::string iso_date(TimePoint time);

}  // namespace shrike::local
