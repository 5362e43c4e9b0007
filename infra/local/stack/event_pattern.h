#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace shrike::local {

/// EventBridge's event pattern: every field that it names must be there, with one of the values
/// listed for it. Understood are texts, numbers, true, false, null, and the comparisons
/// {"prefix": …}, {"suffix": …}, {"anything-but": [literals]}, {"exists": true or false}.
class EventPattern {
 public:
  /// Throws Error "Template.Invalid" (Reject) naming the place within `place`: JSON that is no
  /// object, an empty one, another comparison, nested over 16 deep.
  EventPattern(std::string_view json, const std::string& place);

  /// Never what is no object, whatever the pattern wants absent.
  [[nodiscard]] bool matches(const nlohmann::json& event) const;

 private:
  nlohmann::json pattern_;
};

}  // namespace shrike::local
