#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "handlers/modules/ports.h"
#include "runtime/error.h"

namespace shrike::fakes {

/// DynamoDB in memory, as far as UpdateItem goes: conditions of attribute_exists,
/// attribute_not_exists, =, <, <= joined by AND and OR; updates of SET and REMOVE. It refuses, as
/// DynamoDB does, what is not bound and what is bound in vain. `before` is called first, `after`
/// once an item has been written, and both may throw.
class MemoryTable final : public Table {
 public:
  UpdatedItem update_item(const nlohmann::json& input, const CallScope& /*scope*/) override {
    journal.push_back(input);
    if (before) before(input);
    const Expressions bound(input);
    const std::string key = input.at("Key").dump();
    const nlohmann::json old = items.contains(key) ? items.at(key) : nlohmann::json::object();
    if (!bound.holds(input.at("ConditionExpression").get<std::string>(), old)) {
      return {false, old};
    }
    nlohmann::json item = old.empty() ? input.at("Key") : old;
    bound.update(input.at("UpdateExpression").get<std::string>(), item);
    items[key] = std::move(item);
    if (after) after();
    return {};
  }

  [[nodiscard]] nlohmann::json item(const std::string& user, const std::string& task) const {
    const nlohmann::json key{{"PK", {{"S", "user#" + user}}}, {"SK", {{"S", "task#" + task}}}};
    return items.contains(key.dump()) ? items.at(key.dump()) : nlohmann::json();
  }

  std::map<std::string, nlohmann::json> items;
  std::vector<nlohmann::json> journal;
  std::function<void(const nlohmann::json& input)> before;
  std::function<void()> after;

 private:
  class Expressions {
   public:
    explicit Expressions(const nlohmann::json& input) : input_(input) {
      const auto text = input.at("ConditionExpression").get<std::string>() + ' ' +
                        input.at("UpdateExpression").get<std::string>();
      for (const char* bindings : {"ExpressionAttributeNames", "ExpressionAttributeValues"}) {
        for (const auto& [name, value] : input.at(bindings).items()) {
          if (text.find(name) == std::string::npos) throw invalid(name + " is bound in vain");
        }
      }
    }

    [[nodiscard]] bool holds(std::string_view condition, const nlohmann::json& item) const {
      const auto either = split(condition, " OR ");
      return std::any_of(either.begin(), either.end(), [&](std::string_view side) {
        const auto all = split(side, " AND ");
        return std::all_of(all.begin(), all.end(),
                           [&](std::string_view term) { return term_holds(term, item); });
      });
    }

    void update(const std::string& expression, nlohmann::json& item) const {
      std::istringstream words(expression);
      bool setting = false;
      for (std::string word; words >> word;) {
        if (word == "SET" || word == "REMOVE") {
          setting = word == "SET";
          continue;
        }
        const std::string name = attribute(without_comma(word));
        if (!setting) {
          item.erase(name);
          continue;
        }
        std::string equals;
        std::string value;
        words >> equals >> value;
        item[name] = bound_value(without_comma(value));
      }
    }

   private:
    static Error invalid(const std::string& why) {
      return {ErrorKind::Reject, "DynamoDB.Validation", why};
    }

    static std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
      std::vector<std::string_view> parts;
      for (auto end = text.find(separator); end != std::string_view::npos;
           end = text.find(separator)) {
        parts.push_back(text.substr(0, end));
        text.remove_prefix(end + separator.size());
      }
      parts.push_back(text);
      return parts;
    }

    static std::string without_comma(std::string word) {
      if (word.ends_with(',')) word.pop_back();
      return word;
    }

    [[nodiscard]] std::string attribute(const std::string& placeholder) const {
      const auto& names = input_.at("ExpressionAttributeNames");
      if (!names.contains(placeholder)) throw invalid(placeholder + " is not bound");
      return names.at(placeholder);
    }

    [[nodiscard]] nlohmann::json bound_value(const std::string& placeholder) const {
      const auto& values = input_.at("ExpressionAttributeValues");
      if (!values.contains(placeholder)) throw invalid(placeholder + " is not bound");
      return values.at(placeholder);
    }

    [[nodiscard]] bool term_holds(std::string_view term, const nlohmann::json& item) const {
      for (const std::string_view function : {"attribute_not_exists(", "attribute_exists("}) {
        if (!term.starts_with(function)) continue;
        const std::string name(term.substr(function.size(), term.size() - function.size() - 1));
        return item.contains(attribute(name)) == (function == "attribute_exists(");
      }
      std::istringstream words{std::string(term)};
      std::string name;
      std::string comparison;
      std::string placeholder;
      words >> name >> comparison >> placeholder;
      const auto found = item.find(attribute(name));
      const nlohmann::json value = bound_value(placeholder);
      // A comparison with what is not there holds never.
      if (found == item.end()) return false;
      if (comparison == "=") return *found == value;
      if (comparison == "<") return found->at("S") < value.at("S");
      if (comparison == "<=") return found->at("S") <= value.at("S");
      throw invalid("no such comparison: " + comparison);
    }

    const nlohmann::json& input_;
  };
};

}  // namespace shrike::fakes
