#pragma once

#include <string_view>

namespace shrike {

/// Letters, digits, `.`, `_` and `-`, 3 … 255 of them: the widest that S3 has ever allowed. A
/// bucket's name becomes part of a URL's host, so nothing else may be taken for one.
[[nodiscard]] bool is_bucket_name(std::string_view text) noexcept;

}  // namespace shrike
