#pragma once

#include <map>
#include <set>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "infra/local/stack/scope.h"

namespace shrike::local {

/// The order in which CloudFormation makes the resources of a template: each after those that it
/// refers to and those that its DependsOn names. Of Fn::If the branch counts that holds.
class Dependencies {
 public:
  /// Throws Error "Template.Invalid" (Reject) for resources that wait for each other, and for a
  /// DependsOn of nothing.
  Dependencies(const nlohmann::json& resources, Scope& scope);

  /// Whether the resource `before` is made before `after`, by their logical ids.
  [[nodiscard]] bool is_made_before(const std::string& before, const std::string& after) const;

 private:
  std::map<std::string, std::set<std::string>> needs_;
};

}  // namespace shrike::local
