#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "infra/local/stack/intrinsics.h"
#include "infra/local/stack/references.h"
#include "infra/local/stack/template.h"

namespace shrike::local {

/// Names under way, so that what needs itself is found out.
class Chain {
 public:
  /// Throws Error "Template.Invalid" (Reject) naming `place` when `name` is among them already, or
  /// when they are too many.
  void enter(const std::string& name, const std::string& place);
  void leave() { names_.pop_back(); }

 private:
  std::vector<std::string> names_;
};

/// What a template's conditions may refer to: parameters, pseudo parameters, mappings and other
/// conditions. The document outlives it.
class ConditionScope final : public Lookup {
 public:
  /// Throws what parameter_values() throws.
  ConditionScope(const nlohmann::json& document, const TemplateContext& context);

  [[nodiscard]] bool knows(std::string_view name) const { return values_.contains(name); }

  nlohmann::json ref(const std::string& name, const std::string& place) override;
  /// Refused: no condition depends on a resource.
  std::string attribute(const std::string& resource, const std::string& name,
                        const std::string& place) override;
  bool holds(const std::string& condition, const std::string& place) override;
  nlohmann::json mapped(const std::string& map, const std::string& top, const std::string& second,
                        const std::string& place) override;

 private:
  std::map<std::string, nlohmann::json, std::less<>> values_;
  nlohmann::json conditions_;
  nlohmann::json mappings_;
  std::map<std::string, bool> known_;
  Chain under_way_;
};

/// What a template's resources and outputs may refer to: all that conditions may, and resources.
/// Their names are worked out as they are asked for. The document and the context outlive it.
class Scope final : public Lookup {
 public:
  Scope(const nlohmann::json& document, const TemplateContext& context);

  /// Whether a resource or an output is to be made: it has no Condition, or one that holds.
  [[nodiscard]] bool is_made(const nlohmann::json& item, const std::string& place);
  /// How the resource is called and referred to.
  [[nodiscard]] const Reference& reference(const std::string& id, const std::string& place);

  nlohmann::json ref(const std::string& name, const std::string& place) override;
  std::string attribute(const std::string& resource, const std::string& name,
                        const std::string& place) override;
  bool holds(const std::string& condition, const std::string& place) override;
  nlohmann::json mapped(const std::string& map, const std::string& top, const std::string& second,
                        const std::string& place) override;

 private:
  /// A text among a resource's properties, its references resolved; nothing where there is none.
  [[nodiscard]] std::optional<std::string> property(const nlohmann::json& resource,
                                                    const std::string& id, const char* name);

  const nlohmann::json& resources_;
  const TemplateContext& context_;
  ConditionScope conditions_;
  std::map<std::string, Reference> references_;
  Chain under_way_;
};

}  // namespace shrike::local
