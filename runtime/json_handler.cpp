#include "runtime/json_handler.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "runtime/error.h"
#include "runtime/wire.h"

namespace shrike {
namespace {

using Json = nlohmann::json;

/// Deeper than any event; nlohmann-json copies and writes by recursion, so depth is what a hostile
/// one would overflow the stack with.
constexpr int kMaxDepth = 512;

/// Brackets outside of strings, whether or not the rest is JSON.
int depth_of(std::string_view text) noexcept {
  int depth = 0;
  int deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      deepest = std::max(deepest, ++depth);
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return deepest;
}

// The parser's own text quotes the event, and payloads do not go into messages: the place says
// enough.
Json parse(const std::string& payload) {
  if (depth_of(payload) > kMaxDepth) {
    throw Error(ErrorKind::Reject, wire::error_type::kMalformedEvent,
                "The event is nested deeper than " + std::to_string(kMaxDepth) + " levels");
  }
  try {
    return Json::parse(payload);
  } catch (const Json::parse_error& error) {
    throw Error(
        ErrorKind::Reject, wire::error_type::kMalformedEvent,
        "The event is not JSON: it breaks off or errs at byte " + std::to_string(error.byte));
  } catch (const Json::exception&) {
    throw Error(ErrorKind::Reject, wire::error_type::kMalformedEvent,
                "The event holds a number that nothing can hold");
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
