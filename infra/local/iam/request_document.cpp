#include "infra/local/iam/request_document.h"

#include "runtime/json_limits.h"

namespace shrike::local {
namespace {

using nlohmann::json;

/// DynamoDB's items nest 32 deep, each level two in JSON.
constexpr JsonLimits kLimits{.depth = 72, .values = 500'000};

}  // namespace

std::optional<json> parse_object(std::string_view text) {
  try {
    auto document = parse_json(text, kLimits);
    if (document.is_object()) return document;
  } catch (const JsonRefused&) {
  }
  return std::nullopt;
}

std::string text_member(const json& object, const std::string& name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

}  // namespace shrike::local
