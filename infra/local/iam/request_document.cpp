#include "infra/local/iam/request_document.h"

namespace shrike::local {
namespace {

using nlohmann::json;

/// DynamoDB's items nest 32 deep, each level two in JSON.
constexpr int kMaxDepth = 72;

struct TooDeep {};

}  // namespace

std::optional<json> parse_object(std::string_view text) {
  const auto shallow = [](int depth, json::parse_event_t, json&) {
    if (depth > kMaxDepth) throw TooDeep{};
    return true;
  };
  try {
    auto document = json::parse(text, shallow, false);
    if (!document.is_object()) return std::nullopt;
    return document;
  } catch (const TooDeep&) {
    return std::nullopt;
  }
}

std::string text_member(const json& object, const std::string& name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

}  // namespace shrike::local
