#pragma once

#include <string>

#include "infra/local/stack/properties.h"

namespace shrike::local {

/// Both throw Error "Template.Invalid" (Reject) naming the parameter, never its value, which may be
/// a secret (NoEcho); with the parameter's ConstraintDescription where it has one.

/// Refuses what is no number, or beyond MinValue and MaxValue.
void require_number(const std::string& value, const Properties& parameter);
/// Refuses what AllowedValues, AllowedPattern, MinLength or MaxLength do not take, and more than
/// CloudFormation's 4,096 bytes.
void require_allowed(const std::string& value, const Properties& parameter);

}  // namespace shrike::local
