#include "infra/local/lambda/arn.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace shrike::local {
namespace {

constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxQualifier = 128;
constexpr std::size_t kMaxParts = 8;

bool is_word(std::string_view text, std::size_t longest) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), allowed);
}

bool is_account(std::string_view text) {
  return text.size() == 12 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  while (parts.size() <= kMaxParts) {
    const auto colon = text.find(':');
    parts.push_back(text.substr(0, colon));
    if (colon == std::string_view::npos) break;
    text.remove_prefix(colon + 1);
  }
  return parts;
}

}  // namespace

std::optional<FunctionReference> parse_function_reference(std::string_view text) {
  const auto parts = split(text);
  FunctionReference reference;
  std::size_t name = 0;
  if (parts[0] == "arn" && parts.size() > 6) {
    if (!parts[1].starts_with("aws") || !is_word(parts[1], kMaxName) || parts[2] != "lambda" ||
        !is_word(parts[3], kMaxName) || !is_account(parts[4]) || parts[5] != "function") {
      return std::nullopt;
    }
    reference.scope = {std::string(parts[3]), std::string(parts[4])};
    name = 6;
  } else if (parts.size() > 2 && parts[1] == "function") {
    if (!is_account(parts[0])) return std::nullopt;
    reference.scope.account_id = parts[0];
    name = 2;
  }
  if (parts.size() > name + 2 || !is_word(parts[name], kMaxName)) return std::nullopt;
  reference.name = parts[name];
  if (parts.size() == name + 2) {
    const auto qualifier = parts[name + 1];
    if (qualifier != "$LATEST" && !is_word(qualifier, kMaxQualifier)) return std::nullopt;
    reference.qualifier = qualifier;
  }
  return reference;
}

std::string function_arn(const FunctionScope& scope, std::string_view name,
                         std::string_view qualifier) {
  return fmt::format("arn:aws:lambda:{}:{}:function:{}{}{}", scope.region, scope.account_id, name,
                     qualifier.empty() ? "" : ":", qualifier);
}

}  // namespace shrike::local
