#include "handlers/events/bounded_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "runtime/error.h"

namespace shrike {

nlohmann::json parse_bounded_json(std::string_view text) {
  if (text.size() > kMaxPayloadBytes) {
    throw Error(
        ErrorKind::Reject, "Event.TooLarge",
        fmt::format("The event has {} bytes; at most {} are read", text.size(), kMaxPayloadBytes));
  }
  const auto shallow = [](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) {
    if (depth >= kMaxJsonDepth) {
      throw Error(ErrorKind::Reject, "Event.Malformed",
                  fmt::format("The event is nested deeper than {} levels", kMaxJsonDepth));
    }
    return true;
  };
  try {
    return nlohmann::json::parse(text, shallow);
  } catch (const nlohmann::json::parse_error& failure) {
    // Only the place is told: the library's own words quote the payload.
    throw Error(ErrorKind::Reject, "Event.Malformed",
                fmt::format("The event is not JSON in UTF-8, from byte {} on", failure.byte));
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorKind::Reject, "Event.Malformed",
                "The event holds a number that JSON's readers cannot hold");
  }
}

}  // namespace shrike
