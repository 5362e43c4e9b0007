#include "runtime/json_handler.h"

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "runtime/error.h"
#include "runtime/wire.h"

namespace shrike {
namespace {

using Json = nlohmann::json;

// The parser's own text quotes the event, and payloads do not go into messages: the place says
// enough.
Json parse(const std::string& payload) {
  try {
    return Json::parse(payload);
  } catch (const Json::parse_error& error) {
    throw Error(
        ErrorKind::Reject, wire::error_type::kMalformedEvent,
        "The event is not JSON: it breaks off or errs at byte " + std::to_string(error.byte));
  }
}

std::string dump(const Json& answer) {
  try {
    return answer.dump();
  } catch (const Json::type_error&) {
    throw Error(ErrorKind::Bug, wire::error_type::kUnpresentableAnswer,
                "The answer holds text that is not UTF-8");
  }
}

}  // namespace

Handler json_handler(std::function<Json(const Json&, const Context&)> function) {
  return [function = std::move(function)](const Invocation& invocation, const Context& context) {
    return Response{.body = dump(function(parse(invocation.payload), context))};
  };
}

}  // namespace shrike
