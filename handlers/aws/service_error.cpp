#include "handlers/aws/service_error.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "runtime/json_limits.h"

namespace shrike {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxXml = std::size_t{64} * 1024;
/// As json_service.cpp has it of answers: a failed condition's item has up to 400 KiB, more as
/// JSON.
constexpr std::size_t kMaxJson = std::size_t{8} * 1024 * 1024;
constexpr std::size_t kMaxName = 128;
/// A failed condition of DynamoDB's brings the item along, which nests 32 levels, each two of JSON.
constexpr JsonLimits kLimits{.depth = 72, .values = 500'000};

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-';
}

/// The text where it is a plain name, else nothing: codes become error types.
std::string name_or_empty(std::string_view text) {
  const bool plain = !text.empty() && text.size() <= kMaxName &&
                     std::all_of(text.begin(), text.end(), is_name_character);
  return plain ? std::string(text) : std::string{};
}

/// A region becomes a part of a host name.
std::string region_or_empty(std::string_view text) {
  auto region = name_or_empty(text);
  return region.find_first_of("._") == std::string::npos ? region : std::string{};
}

/// `namespace#Code:uri`, each part of which but the code may be missing.
std::string code_of(std::string_view text) {
  if (const auto hash = text.find('#'); hash != std::string_view::npos)
    text.remove_prefix(hash + 1);
  return name_or_empty(text.substr(0, text.find(':')));
}

/// On one line, and valid UTF-8 whatever came.
std::string one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }, ' ');
  const auto quoted = json(line).dump(-1, ' ', false, json::error_handler_t::ignore);
  return json::parse(quoted).get<std::string>();
}

std::string_view text_at(const json& document, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = document.find(name);
    if (found != document.end() && found->is_string()) {
      return found->get_ref<const std::string&>();
    }
  }
  return {};
}

json parsed_json(std::string_view body) {
  try {
    return parse_json(body, kLimits);
  } catch (const JsonRefused&) {
    return {};
  }
}

void read_json(std::string_view body, ServiceError& error) {
  const auto document = parsed_json(body);
  if (!document.is_object()) return;
  if (error.code.empty()) error.code = code_of(text_at(document, {"__type", "code", "Code"}));
  error.message = one_line(text_at(document, {"message", "Message", "errorMessage"}));
}

void read_xml(std::string_view body, ServiceError& error) {
  pugi::xml_document document;
  // A truncated document leaves the tree of what came before the end.
  document.load_buffer(body.data(), body.size(), pugi::parse_default, pugi::encoding_utf8);
  auto node = document.child("Error");
  if (!node) node = document.child("ErrorResponse").child("Error");
  if (!node) return;
  if (error.code.empty()) error.code = code_of(node.child_value("Code"));
  error.message = one_line(node.child_value("Message"));
  error.region = region_or_empty(node.child_value("Region"));
  // S3 says it beside the code, the query protocol beside the error.
  for (const auto& place : {node, node.parent()}) {
    if (error.request_id.empty()) error.request_id = name_or_empty(place.child_value("RequestId"));
  }
}

std::string header(const HttpResponse& response, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    if (const auto value = response.headers.find(name)) return std::string(*value);
  }
  return {};
}

/// What S3 calls these, so that a HEAD's bare status reads like a GET's document.
std::string code_for(int status) {
  switch (status) {
    case 400:
      return "BadRequest";
    case 403:
      return "AccessDenied";
    case 404:
      return "NotFound";
    case 405:
      return "MethodNotAllowed";
    case 409:
      return "Conflict";
    case 412:
      return "PreconditionFailed";
    case 416:
      return "InvalidRange";
    case 503:
      return "ServiceUnavailable";
    default:
      return "Http" + std::to_string(status);
  }
}

}  // namespace

ServiceError service_error_from(const HttpResponse& response) {
  ServiceError error;
  error.code = code_of(header(response, {"x-amzn-errortype"}));
  error.request_id = name_or_empty(header(response, {"x-amz-request-id", "x-amzn-requestid"}));
  const std::string_view body = response.body;
  const auto first = body.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (first != std::string_view::npos) {
    if (body[first] == '<') read_xml(body.substr(first, kMaxXml), error);
    if (body[first] == '{') read_json(body.substr(first, kMaxJson), error);
  }
  const auto bucket_region = region_or_empty(header(response, {"x-amz-bucket-region"}));
  if (!bucket_region.empty()) error.region = bucket_region;
  if (error.code.empty()) error.code = code_for(response.status);
  return error;
}

}  // namespace shrike
