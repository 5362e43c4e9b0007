#include "infra/local/resource_arn.h"

#include <algorithm>
#include <array>

namespace shrike::local {
namespace {

constexpr std::size_t kMaxArn = 350;

bool is_arn_text(std::string_view text) {
  constexpr std::string_view kMarks = "-_./:$*+";
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

/// A name becomes a file's.
bool names_a_folder_above(std::string_view name) { return name == "." || name == ".."; }

}  // namespace

std::string ResourceArn::name() const {
  const auto at = resource.find_last_of(":/");
  return at == std::string::npos ? resource : resource.substr(at + 1);
}

std::optional<ResourceArn> parse_resource_arn(std::string_view text) {
  if (text.size() > kMaxArn || !is_arn_text(text)) return std::nullopt;
  std::array<std::string_view, 5> parts;
  for (auto& part : parts) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (parts[0] != "arn" || !parts[1].starts_with("aws") || parts[2].empty()) return std::nullopt;
  ResourceArn arn{.service = std::string(parts[2]),
                  .region = std::string(parts[3]),
                  .account_id = std::string(parts[4]),
                  .resource = std::string(text)};
  const auto name = arn.name();
  if (name.empty() || names_a_folder_above(name)) return std::nullopt;
  return arn;
}

}  // namespace shrike::local
