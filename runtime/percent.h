#pragma once

#include <string>
#include <string_view>

namespace shrike {

/// Percent-encodes every byte but A-Z a-z 0-9 - . _ ~ and those of `safe`, in upper-case hex.
[[nodiscard]] std::string percent_encode(std::string_view bytes, std::string_view safe);

/// Decodes `%XX` once. `+` stays a plus, and a `%` that two hex digits do not follow stays itself.
[[nodiscard]] std::string percent_decode(std::string_view text);

}  // namespace shrike
