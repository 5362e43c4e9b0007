#pragma once

#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "infra/local/iam/service_access.h"

namespace shrike::local {

/// As service_access() has it, of one operation of DynamoDB and its input.
[[nodiscard]] std::vector<AccessRequest> dynamodb_access(std::string_view operation,
                                                         const nlohmann::json& input,
                                                         const ResourceScope& scope);

}  // namespace shrike::local
