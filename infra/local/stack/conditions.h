#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "infra/local/stack/intrinsics.h"

namespace shrike::local {

/// Whether a condition holds: {"Condition": name}, Fn::Equals, Fn::Not, Fn::And and Fn::Or. The
/// lookup says what its references come to, and whether other conditions hold. Throws Error
/// "Template.Invalid" (Reject) naming `place` for anything else.
[[nodiscard]] bool evaluate_condition(const nlohmann::json& condition, Lookup& lookup,
                                      const std::string& place);

}  // namespace shrike::local
