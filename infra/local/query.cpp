#include "infra/local/query.h"

#include <algorithm>

#include "runtime/percent.h"

namespace shrike::local {

QueryParameters::QueryParameters(std::string_view raw) {
  while (!raw.empty()) {
    const std::string_view part = raw.substr(0, raw.find('&'));
    raw.remove_prefix(std::min(raw.size(), part.size() + 1));
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    parameters_.emplace_back(
        percent_decode(part.substr(0, equals)),
        equals == std::string_view::npos ? "" : percent_decode(part.substr(equals + 1)));
  }
}

std::optional<std::string_view> QueryParameters::find(std::string_view name) const noexcept {
  const auto found = std::find_if(parameters_.begin(), parameters_.end(),
                                  [&](const auto& parameter) { return parameter.first == name; });
  if (found == parameters_.end()) return std::nullopt;
  return found->second;
}

}  // namespace shrike::local
