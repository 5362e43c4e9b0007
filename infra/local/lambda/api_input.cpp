#include "infra/local/lambda/api_input.h"

#include <cctype>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"
#include "infra/local/lambda/invoke_api.h"
#include "runtime/json_limits.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr JsonLimits kLimits{.depth = 16, .values = 100'000};

AwsFault not_of_type(std::string_view type) {
  return {400, "SerializationException", fmt::format("Expected {} here", type)};
}

/// As Lambda names a member in its messages: `maximumRetryAttempts`.
std::string lower_first(std::string_view member) {
  std::string name(member);
  if (!name.empty()) {
    name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
  }
  return name;
}

}  // namespace

ApiInput ApiInput::parse(std::string_view body) {
  if (body.empty()) return ApiInput(std::make_shared<json>(json::object()));
  const AwsFault malformed(400, "SerializationException", "Could not parse request body into json");
  try {
    auto value = std::make_shared<json>(parse_json(body, kLimits));
    if (value->is_object()) return ApiInput(std::move(value));
  } catch (const JsonRefused&) {
  }
  throw AwsFault(malformed);
}

const json* ApiInput::find(const char* member) const {
  const auto found = value_->find(member);
  return found == value_->end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> ApiInput::text(const char* member) const {
  const auto* value = find(member);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) throw not_of_type("a string");
  return value->get<std::string>();
}

std::optional<std::int64_t> ApiInput::whole(const char* member, std::int64_t lowest,
                                            std::int64_t highest) const {
  const auto* value = find(member);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number_integer()) throw not_of_type("an integer");
  if (*value < lowest) {
    throw validation_fault(
        value->dump(), lower_first(member),
        fmt::format("Member must have value greater than or equal to {}", lowest));
  }
  if (*value > highest) {
    throw validation_fault(value->dump(), lower_first(member),
                           fmt::format("Member must have value less than or equal to {}", highest));
  }
  return value->get<std::int64_t>();
}

std::optional<ApiInput> ApiInput::object(const char* member) const {
  const auto* value = find(member);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) throw not_of_type("a structure");
  return ApiInput(std::shared_ptr<const json>(value_, value));
}

std::map<std::string, std::string> ApiInput::texts() const {
  std::map<std::string, std::string> members;
  for (const auto& [name, value] : value_->items()) {
    if (!value.is_string()) throw not_of_type("a string");
    members.emplace(name, value.get<std::string>());
  }
  return members;
}

}  // namespace shrike::local
