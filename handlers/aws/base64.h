#pragma once

#include <string>
#include <string_view>

namespace shrike {

/// RFC 4648 §4, padded, on one line. Throws Error "Base64.TooLarge" (Bug) past 1 GiB.
[[nodiscard]] std::string base64_encode(std::string_view bytes);

}  // namespace shrike
