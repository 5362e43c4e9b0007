#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace shrike::local {

/// A statement of a resource policy: who may call a function.
struct PermissionStatement {
  std::string id;
  nlohmann::ordered_json document;
};

/// What AddPermission asks for, as Lambda writes it: a service, an account or anybody as the
/// principal; source, organisation and the rest as conditions. `resource` is the function's ARN.
/// Throws AwsFault ValidationException, SerializationException, InvalidParameterValueException
/// (400).
[[nodiscard]] PermissionStatement permission_statement(std::string_view body,
                                                       const std::string& resource);

/// A function's resource policy. It is kept and told: what notifies functions here is not asked
/// for it, a template's AWS::Lambda::Permission is checked when the stack is made.
class ResourcePolicy {
 public:
  /// Throws AwsFault ResourceConflictException (409) for an id that is there already.
  void add(PermissionStatement statement);
  /// Throws AwsFault ResourceNotFoundException (404).
  void remove(const std::string& id);

  /// As GetPolicy gives it; throws AwsFault ResourceNotFoundException (404) where nothing is in it.
  [[nodiscard]] std::string text() const;

 private:
  std::vector<PermissionStatement> statements_;
};

}  // namespace shrike::local
