#pragma once

#include <map>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "infra/local/stack/intrinsics.h"
#include "infra/local/stack/template.h"

namespace shrike::local {

/// What each parameter of a template comes to: a text, or for CommaDelimitedList and List<…> a list
/// of texts; null for one that is looked up in the SSM parameter store, which is not here.
///
/// Throws Error "Template.Invalid" (Reject) naming the parameter: one without value, a value that
/// its constraints (AllowedValues, AllowedPattern, lengths, bounds) do not take, an unknown type,
/// a value for a parameter that there is not.
[[nodiscard]] std::map<std::string, nlohmann::json> parameter_values(
    const nlohmann::json& declared, const TemplateContext& context);

/// The values in a CloudFormation parameters file: [{"ParameterKey": …, "ParameterValue": …}, …],
/// or
/// {"Parameters": {name: value}}. Throws Error "Template.Invalid" (Reject) for anything else.
[[nodiscard]] std::map<std::string, std::string> read_parameters_file(std::string_view text);

}  // namespace shrike::local
