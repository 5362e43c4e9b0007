#include "handlers/events/http_request.h"

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "handlers/events/bounded_json.h"
#include "handlers/events/direct.h"
#include "handlers/events/fields.h"
#include "runtime/base64.h"

namespace shrike {
namespace {

using nlohmann::json;

Error malformed(std::string message) {
  return {ErrorKind::Reject, "Event.Malformed", std::move(message)};
}

/// API Gateway and function URLs hand parameters on decoded.
S3Record read_query(const json& document) {
  const auto parameters = document.find("queryStringParameters");
  if (parameters == document.end() || parameters->is_null()) {
    throw malformed("The request has no parameters; it needs ?bucket= and &key=");
  }
  return read_object_request(fields::as_object(*parameters, "queryStringParameters"));
}

std::string body_of(const json& document) {
  std::string body = fields::text(document, "body");
  const auto encoded = document.find("isBase64Encoded");
  if (encoded == document.end() || encoded->is_null()) return body;
  if (!encoded->is_boolean()) {
    throw malformed("The event's field isBase64Encoded is neither true nor false");
  }
  if (!encoded->get<bool>()) return body;
  auto decoded = base64_decode(body);
  if (!decoded) throw malformed("The request's body is not base64, which it is said to be");
  return *std::move(decoded);
}

S3Record read_body(const json& document) {
  return read_object_request(fields::as_object(parse_bounded_json(body_of(document)), "body"));
}

void read_request(const std::string& method, const json& document, EventItem& item) {
  if (method == "OPTIONS") return;
  if (method == "GET") {
    item.records.push_back(read_query(document));
  } else if (method == "POST") {
    item.records.push_back(read_body(document));
  } else {
    throw Error(ErrorKind::Reject, "Event.MethodNotAllowed",
                "The request's method is none of GET, POST and OPTIONS");
  }
}

/// `parent` holds the method under `name`.
Event read(const json& document, const json& parent, std::string_view name) {
  Event event{.source = EventSource::Http, .items = {EventItem{}}};
  try {
    read_request(fields::text(parent, name), document, event.items.front());
  } catch (const Error& error) {
    event.items.front().malformed.push_back(error);
  }
  return event;
}

}  // namespace

Event read_http_payload_1(const json& document) { return read(document, document, "httpMethod"); }

Event read_http_payload_2(const json& document) {
  return read(document, document["requestContext"]["http"], "method");
}

}  // namespace shrike
