#include "infra/local/load_file.h"
#include "infra/local/stack/resources.h"

namespace shrike::local {
namespace {

std::string definition_of(const Properties& properties, const TemplateContext& context) {
  const int given = static_cast<int>(properties.has("Definition")) +
                    static_cast<int>(properties.has("DefinitionString")) +
                    static_cast<int>(properties.has("DefinitionUri"));
  if (given != 1) {
    refuse_template(properties.place(),
                    "has one of Definition, DefinitionString and DefinitionUri");
  }
  if (properties.has("Definition")) return properties.object("Definition").value().dump();
  if (properties.has("DefinitionString")) return properties.text("DefinitionString");
  return load_file(context.folder / properties.text("DefinitionUri"));
}

/// Puts each value in the place of its `${name}`.
std::string substitute(std::string definition, const Properties& substitutions) {
  for (const auto& [name, value] : substitutions.texts()) {
    const auto variable = "${" + name + "}";
    for (auto at = definition.find(variable); at != std::string::npos;
         at = definition.find(variable, at + value.size())) {
      definition.replace(at, variable.size(), value);
    }
  }
  return definition;
}

}  // namespace

StackStateMachine read_state_machine(const std::string& name, const Properties& properties,
                                     const TemplateContext& context) {
  properties.allow_only({"StateMachineName", "StateMachineType", "Definition", "DefinitionString",
                         "DefinitionUri", "DefinitionSubstitutions", "RoleArn",
                         // These have no counterpart here.
                         "EncryptionConfiguration", "LoggingConfiguration", "TracingConfiguration",
                         "Tags"});
  return {.name = name,
          .definition = substitute(definition_of(properties, context),
                                   properties.object("DefinitionSubstitutions")),
          .type = properties.text("StateMachineType", "STANDARD")};
}

}  // namespace shrike::local
