#pragma once

#include <optional>
#include <string_view>

namespace shrike {

/// The code point of one UTF-8 sequence when it could make the reader of a log see what is not
/// there; nothing for all other text, and for what is no UTF-8. These are control characters (C0,
/// DEL and C1), which terminals obey; U+2028 and U+2029, at which many readers break lines; and the
/// marks that turn the direction of the text after them (U+061C, U+200E, U+200F, U+202A to U+202E,
/// U+2066 to U+2069; Unicode TR 36, 3.1). Safe in signal handlers.
[[nodiscard]] std::optional<char16_t> hidden_text(std::string_view sequence) noexcept;

}  // namespace shrike
