#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace shrike::local {

/// The JSON body of a request to Lambda's API, member by member. What is not of the type asked for,
/// or out of range, is refused as Lambda words it: AwsFault SerializationException or
/// ValidationException (400). A member that is null is as good as none.
class ApiInput {
 public:
  /// Of one JSON object, nested no deeper than 16; an empty body is an empty object.
  [[nodiscard]] static ApiInput parse(std::string_view body);

  [[nodiscard]] std::optional<std::string> text(const char* member) const;
  [[nodiscard]] std::optional<std::int64_t> whole(const char* member, std::int64_t lowest,
                                                  std::int64_t highest) const;
  [[nodiscard]] std::optional<ApiInput> object(const char* member) const;
  /// Every member of this object, all texts.
  [[nodiscard]] std::map<std::string, std::string> texts() const;

 private:
  explicit ApiInput(std::shared_ptr<const nlohmann::json> value) : value_(std::move(value)) {}
  [[nodiscard]] const nlohmann::json* find(const char* member) const;

  std::shared_ptr<const nlohmann::json> value_;
};

}  // namespace shrike::local
