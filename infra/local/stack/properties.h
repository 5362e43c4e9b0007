#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace shrike::local {

/// Throws Error "Template.Invalid" (Reject).
[[noreturn]] void refuse_template(const std::string& place, const std::string& what);

/// Typed access to one resource's properties; what is asked for and not of its type is refused, and
/// so is what nobody asked for where allow_only() says so.
class Properties {
 public:
  Properties(nlohmann::json value, std::string place);

  [[nodiscard]] const std::string& place() const { return place_; }
  [[nodiscard]] const nlohmann::json& value() const { return value_; }
  [[nodiscard]] bool has(const std::string& name) const { return value_.contains(name); }

  /// Numbers and booleans are spelt, as CloudFormation does.
  [[nodiscard]] std::string text(const std::string& name, const std::string& otherwise) const;
  /// A text that must be there and not be empty.
  [[nodiscard]] std::string text(const std::string& name) const;
  /// A boolean, or a text that spells one; false where there is none.
  [[nodiscard]] bool flag(const std::string& name) const;
  /// A number, or a text that spells one: what a parameter comes to is a text.
  [[nodiscard]] int whole(const std::string& name, int otherwise, int lowest, int highest) const;
  [[nodiscard]] Properties object(const std::string& name) const;
  [[nodiscard]] std::vector<Properties> objects(const std::string& name) const;
  /// A list's items as text; a single text is a list of one.
  [[nodiscard]] std::vector<std::string> list_of_texts(const std::string& name) const;
  /// All members, numbers and booleans as text.
  [[nodiscard]] std::map<std::string, std::string> texts() const;

  /// Refuses properties of other names: what would silently not be done here.
  void allow_only(const std::vector<std::string_view>& names) const;

 private:
  nlohmann::json value_;
  std::string place_;
};

}  // namespace shrike::local
