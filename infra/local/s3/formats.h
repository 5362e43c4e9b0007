#pragma once

#include <string>
#include <string_view>

#include "infra/local/lower_case.h"
#include "infra/local/utc_time.h"
#include "runtime/clock.h"

namespace shrike::local {

/// `Sat, 21 Nov 2026 03:38:29 GMT`
[[nodiscard]] std::string http_date(TimePoint time);

/// As notifications and `encoding-type=url` spell a key: space as `+`, `/` as it is, every other
/// byte but A-Z a-z 0-9 - . _ ~ as `%XX` in upper-case hex.
[[nodiscard]] std::string form_encode_key(std::string_view key);

[[nodiscard]] bool is_utf8(std::string_view bytes);

}  // namespace shrike::local
