#pragma once

#include <nlohmann/json_fwd.hpp>

#include "infra/local/stack/intrinsics.h"
#include "infra/local/stack/template.h"

namespace shrike::local {

/// What Ref and Fn::GetAtt give for each of a template's resources and the pseudo parameters. A
/// resource's name is the one that it gives itself, else its logical id, in lower case where S3
/// wants that.
[[nodiscard]] References references_of(const nlohmann::json& resources,
                                       const TemplateContext& context);

/// The name behind a resource's Ref: what comes after its last `:` or `/`.
[[nodiscard]] std::string name_of(const std::string& reference);

}  // namespace shrike::local
