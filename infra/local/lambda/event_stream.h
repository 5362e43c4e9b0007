#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shrike::local {

/// Headers of a message, all of the type string: the only one that Lambda sends.
using EventHeaders = std::vector<std::pair<std::string, std::string>>;

/// One message of `application/vnd.amazon.eventstream`: total length, headers' length, CRC-32 of
/// the two, headers, payload, CRC-32 of all before it; numbers in network order. (The format's own
/// description: "Amazon Event Stream Specification".)
///
/// Throws Error "EventStream.TooLarge" (Bug) for a header's name over 255 bytes or value over
/// 32,767, headers over 128 KiB or a payload over 24 MiB in all.
[[nodiscard]] std::string event_stream_message(const EventHeaders& headers,
                                               std::string_view payload);

/// A message of the kind `event`, with its type and its payload's content type.
[[nodiscard]] std::string event_message(std::string_view event_type, std::string_view content_type,
                                        std::string_view payload);

}  // namespace shrike::local
