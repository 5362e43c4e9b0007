#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace shrike {

/// Deeper nesting than any event has; nlohmann-json copies and writes by recursion, so depth is
/// what a hostile document would overflow the stack with.
inline constexpr int kMaxJsonDepth = 64;

/// Lambda's own limit for a synchronous payload: 6 MB and 100 bytes.
inline constexpr std::size_t kMaxPayloadBytes = 6'291'556;

/// Parses foreign JSON. Throws Error, kind Reject: "Event.TooLarge" above kMaxPayloadBytes,
/// "Event.Malformed" for anything that is not JSON in UTF-8 or is nested deeper than kMaxJsonDepth.
[[nodiscard]] nlohmann::json parse_bounded_json(std::string_view text);

}  // namespace shrike
