#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace shrike {

/// Looks up an environment variable; nothing when it is not set. An empty value counts as set.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

/// The process's own environment.
[[nodiscard]] Environment process_environment();

/// A fixed environment, for tests and for functions started by the local cloud.
[[nodiscard]] Environment fixed_environment(std::map<std::string, std::string, std::less<>> values);

}  // namespace shrike
