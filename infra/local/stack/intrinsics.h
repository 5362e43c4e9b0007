#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace shrike::local {

/// What `Ref` and `Fn::GetAtt` give for the things of one template.
struct References {
  std::map<std::string, std::string, std::less<>> values;  ///< logical id or pseudo parameter → Ref
  std::map<std::string, std::map<std::string, std::string>>
      attributes;  ///< logical id → attribute → value
};

/// Replaces Ref, Fn::GetAtt, Fn::Sub and Fn::Join in a template's value by what they stand for.
/// Throws Error "Template.Invalid" (Reject) naming `place` for a reference to nothing, another
/// function (`Fn::…`), or arguments that are not of its form.
[[nodiscard]] nlohmann::json resolve(const nlohmann::json& value, const References& references,
                                     const std::string& place);

}  // namespace shrike::local
