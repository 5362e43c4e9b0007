#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace shrike::local {

/// What a template's functions look up. Each throws Error "Template.Invalid" (Reject) naming
/// `place` where there is nothing of the name.
class Lookup {
 public:
  Lookup() = default;
  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;
  Lookup(Lookup&&) = delete;
  Lookup& operator=(Lookup&&) = delete;
  virtual ~Lookup() = default;

  /// What `Ref` gives of a parameter, a pseudo parameter or a resource: a text or a list of texts.
  virtual nlohmann::json ref(const std::string& name, const std::string& place) = 0;
  /// What `Fn::GetAtt` gives of a resource.
  virtual std::string attribute(const std::string& resource, const std::string& name,
                                const std::string& place) = 0;
  /// Whether a condition of the template holds.
  virtual bool holds(const std::string& condition, const std::string& place) = 0;
  /// The value of a mapping: a text or a list of texts.
  virtual nlohmann::json mapped(const std::string& map, const std::string& top,
                                const std::string& second, const std::string& place) = 0;
};

/// Replaces CloudFormation's functions in a template's value by what they stand for: Ref,
/// Fn::Base64, Fn::FindInMap, Fn::GetAtt, Fn::If, Fn::Join, Fn::Select, Fn::Split and Fn::Sub.
/// Members and items that come to AWS::NoValue are left out; a value that is nothing else is null.
/// Throws Error "Template.Invalid" (Reject) naming `place` for another function (`Fn::…`),
/// arguments that are not of its form, and what the lookup refuses.
[[nodiscard]] nlohmann::json resolve(const nlohmann::json& value, Lookup& lookup,
                                     const std::string& place);

/// The same of a value that must come to a text; numbers and booleans are spelt.
[[nodiscard]] std::string resolve_text(const nlohmann::json& value, Lookup& lookup,
                                       const std::string& place);

}  // namespace shrike::local
