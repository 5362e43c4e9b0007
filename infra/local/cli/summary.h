#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "infra/local/lambda/service.h"

namespace shrike::local {

/// One readable block for one image: what was found, what was made and where, how long it took,
/// what was refused, and Lambda's REPORT line. `metadata` is the metadata object, or null where the
/// function wrote none; then its answer stands in for it. Control characters of foreign texts are
/// replaced, so that a key cannot rewrite the terminal.
[[nodiscard]] std::string summary(std::string_view name, const nlohmann::json& metadata,
                                  const InvocationResult& result);

}  // namespace shrike::local
