#include "infra/local/stack/dependencies.h"

#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/stack/properties.h"

namespace shrike::local {
namespace {

using nlohmann::json;

/// Gathers what a value refers to, whatever its functions come to.
class References {
 public:
  References(const json& resources, Scope& scope) : resources_(resources), scope_(scope) {}

  void gather(const json& value, std::set<std::string>& into) const {
    if (value.is_object() && value.size() == 1) {
      const auto& name = value.begin().key();
      const auto& argument = value.begin().value();
      if (name == "Ref" || name == "Fn::GetAtt") return add(argument, into);
      if (name == "Fn::Sub") gather_variables(argument, into);
      if (name == "Fn::If" && is_choice(argument)) {
        const bool holds = scope_.holds(argument[0].get<std::string>(), "Fn::If");
        return gather(argument[holds ? 1 : 2], into);
      }
    }
    if (!value.is_structured()) return;
    for (const auto& member : value) gather(member, into);
  }

 private:
  [[nodiscard]] static bool is_choice(const json& argument) {
    return argument.is_array() && argument.size() == 3 && argument[0].is_string();
  }

  /// A name, `name.attribute` or [name, attribute].
  void add(const json& argument, std::set<std::string>& into) const {
    const auto& name = argument.is_array() && !argument.empty() ? argument[0] : argument;
    if (!name.is_string()) return;
    const auto text = name.get<std::string>();
    const auto id = text.substr(0, text.find('.'));
    if (resources_.contains(id)) into.insert(id);
  }

  void gather_variables(const json& argument, std::set<std::string>& into) const {
    const auto& text = argument.is_array() && !argument.empty() ? argument[0] : argument;
    if (!text.is_string()) return;
    const auto& written = text.get_ref<const std::string&>();
    for (auto open = written.find("${"); open != std::string::npos;
         open = written.find("${", open + 2)) {
      const auto close = written.find('}', open);
      if (close == std::string::npos) return;
      add(written.substr(open + 2, close - open - 2), into);
    }
  }

  const json& resources_;
  Scope& scope_;
};

/// Finds a circle, if there is one, going from resource to resource.
class CircleFinder {
 public:
  explicit CircleFinder(const std::map<std::string, std::set<std::string>>& needs)
      : needs_(needs) {}

  void visit(const std::string& id) {
    if (done_.contains(id)) return;
    if (!under_way_.insert(id).second) {
      refuse_template("Resources", fmt::format("Circular dependency between resources: [{}]",
                                               fmt::join(under_way_, ", ")));
    }
    for (const auto& needed : needs_.at(id)) visit(needed);
    under_way_.erase(id);
    done_.insert(id);
  }

 private:
  const std::map<std::string, std::set<std::string>>& needs_;
  std::set<std::string> under_way_;
  std::set<std::string> done_;
};

}  // namespace

Dependencies::Dependencies(const json& resources, Scope& scope) {
  const References references(resources, scope);
  for (const auto& [id, resource] : resources.items()) {
    auto& needs = needs_[id];
    if (!scope.is_made(resource, id)) continue;
    references.gather(resource.value("Properties", json()), needs);
    for (const auto& other : Properties(resource, id).list_of_texts("DependsOn")) {
      if (!resources.contains(other)) {
        refuse_template(id + ".DependsOn", fmt::format("nothing is called '{}'", other));
      }
      needs.insert(other);
    }
  }
  CircleFinder finder(needs_);
  for (const auto& [id, needs] : needs_) finder.visit(id);
}

bool Dependencies::is_made_before(const std::string& before, const std::string& after) const {
  std::set<std::string> seen;
  std::vector<std::string> left = {after};
  while (!left.empty()) {
    const auto id = left.back();
    left.pop_back();
    if (!seen.insert(id).second) continue;
    const auto& needs = needs_.at(id);
    if (needs.contains(before)) return true;
    left.insert(left.end(), needs.begin(), needs.end());
  }
  return false;
}

}  // namespace shrike::local
