#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"

namespace shrike::local {

/// A value that the service's model does not allow. `reason` is a sentence without its full stop.
[[nodiscard]] AwsFault invalid_parameter(const std::string& reason);

/// A body that is not JSON, or holds another type than the service's model says.
[[nodiscard]] AwsFault unreadable_request(const std::string& reason);

/// The JSON document of a request. Throws unreadable_request.
[[nodiscard]] nlohmann::json parse_request(std::string_view body);

/// The members of a JSON object, which are there or not; null is not there. A view: the object and
/// the path outlive it. Each reader throws unreadable_request for a member of another type.
class Members {
 public:
  /// `path` is what a fault calls the object.
  Members(const nlohmann::json& object, std::string_view path);

  /// Null, or the member.
  [[nodiscard]] const nlohmann::json* find(const char* name) const;
  /// Null, or a member of the wanted type.
  [[nodiscard]] const nlohmann::json* find(const char* name, nlohmann::json::value_t type) const;
  /// Empty where it is not there.
  [[nodiscard]] std::string text(const char* name) const;
  /// Empty where it is not there.
  [[nodiscard]] std::vector<std::string> list(const char* name) const;
  /// `otherwise` where it is not there. Throws invalid_parameter outside 0 … 100.
  [[nodiscard]] double percent(const char* name, double otherwise) const;
  /// `otherwise` where it is not there. Throws invalid_parameter outside 0 … 1.
  [[nodiscard]] double share(const char* name, double otherwise) const;

 private:
  [[nodiscard]] double number(const char* name, double otherwise, double most) const;

  const nlohmann::json& object_;
  std::string_view path_;
};

}  // namespace shrike::local
