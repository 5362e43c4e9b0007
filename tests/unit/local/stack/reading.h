#pragma once

#include <string>

#include "infra/local/stack/template.h"
#include "runtime/error.h"

namespace shrike::local {

/// A template of these resources alone: `"Id":{…},…`.
inline std::string around(const std::string& resources) {
  return R"({"Resources":{)" + resources + "}}";
}

/// What read_template() says against a template, or "accepted".
inline std::string refusal_of(const std::string& text, const TemplateContext& context = {}) {
  try {
    static_cast<void>(read_template(text, context));
  } catch (const Error& error) {
    return error.type() == "Template.Invalid" && error.kind() == ErrorKind::Reject ? error.message()
                                                                                   : error.type();
  }
  return "accepted";
}

/// What a value comes to as a variable of a function's environment, in a template with these
/// sections and a bucket B.
inline std::string value_in(const std::string& sections, const std::string& value,
                            const TemplateContext& context = {}) {
  const auto text =
      "{" + sections + (sections.empty() ? "" : ",") +
      R"("Resources":{"B":{"Type":"AWS::S3::Bucket"},"F":{"Type":"AWS::Lambda::Function","Properties":{"Environment":{
                      "Variables":{"X":)" +
      value + "}}}}}}";
  const auto stack = read_template(text, context);
  const auto& variables = stack.functions.at(0).environment;
  const auto found = variables.find("X");
  return found == variables.end() ? "(none)" : found->second;
}

/// What is said against such a value.
inline std::string refusal_in(const std::string& sections, const std::string& value,
                              const TemplateContext& context = {}) {
  try {
    return "accepted: " + value_in(sections, value, context);
  } catch (const Error& error) {
    return error.message();
  }
}

}  // namespace shrike::local
