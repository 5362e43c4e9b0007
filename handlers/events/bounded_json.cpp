#include "handlers/events/bounded_json.h"

#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "runtime/error.h"
#include "runtime/json_limits.h"

namespace shrike {
namespace {

std::string reason(const JsonRefused& refusal) {
  switch (refusal.flaw()) {
    case JsonRefused::Flaw::NotJson:
      return fmt::format("is not JSON in UTF-8, from byte {} on", refusal.byte());
    case JsonRefused::Flaw::NumberTooLarge:
      return "holds a number that JSON's readers cannot hold";
    case JsonRefused::Flaw::TooDeep:
      return fmt::format("is nested deeper than {} levels", kMaxJsonDepth);
    case JsonRefused::Flaw::TooManyValues:
      return fmt::format("has more than {} values", kMaxJsonValues);
  }
  return "is not read";
}

}  // namespace

nlohmann::json parse_bounded_json(std::string_view text) {
  if (text.size() > kMaxPayloadBytes) {
    throw Error(
        ErrorKind::Reject, "Event.TooLarge",
        fmt::format("The event has {} bytes; at most {} are read", text.size(), kMaxPayloadBytes));
  }
  try {
    return parse_json(text, {.depth = kMaxJsonDepth, .values = kMaxJsonValues});
  } catch (const JsonRefused& refusal) {
    throw Error(ErrorKind::Reject, "Event.Malformed", "The event " + reason(refusal));
  }
}

}  // namespace shrike
