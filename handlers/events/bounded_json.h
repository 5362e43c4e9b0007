#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace shrike {

/// Deeper nesting than any event has.
inline constexpr int kMaxJsonDepth = 64;

/// More than the largest batch has: a queue's 10,000 messages have twenty each. As many empty
/// objects take 30 MB; of those that fit into a payload, 170.
inline constexpr std::size_t kMaxJsonValues = 250'000;

/// Lambda's own limit for a synchronous payload: 6 MB and 100 bytes.
inline constexpr std::size_t kMaxPayloadBytes = 6'291'556;

/// Parses foreign JSON. Throws Error, kind Reject: "Event.TooLarge" above kMaxPayloadBytes,
/// "Event.Malformed" for anything that is not JSON in UTF-8, is nested deeper than kMaxJsonDepth or
/// has more than kMaxJsonValues.
[[nodiscard]] nlohmann::json parse_bounded_json(std::string_view text);

}  // namespace shrike
