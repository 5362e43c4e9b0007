#include "infra/local/stack/parameter_constraints.h"

#include <algorithm>
#include <optional>
#include <regex>

#include <fmt/format.h>

#include "runtime/number.h"

namespace shrike::local {
namespace {

/// "Maximum size of a parameter value"; AWS CloudFormation User Guide, quotas.
constexpr std::size_t kMaxValue = 4096;
/// Longer patterns cost more stack to compile than they are worth.
constexpr std::size_t kMaxPattern = 1024;

[[noreturn]] void refuse_value(const Properties& parameter, const std::string& rule) {
  refuse_template(parameter.place(), parameter.text("ConstraintDescription", rule));
}

/// A bound of the declaration, which may be spelt as a number or as a text.
std::optional<double> bound(const Properties& parameter, const std::string& name) {
  if (!parameter.has(name)) return std::nullopt;
  const auto number = parse_number<double>(parameter.text(name));
  if (!number) refuse_template(parameter.place() + "." + name, "must be a number");
  return number;
}

void require_between(double number, const Properties& parameter, const std::string& lowest,
                     const std::string& highest) {
  const auto low = bound(parameter, lowest);
  const auto high = bound(parameter, highest);
  if (low && number < *low) refuse_value(parameter, fmt::format("is below {} {}", lowest, *low));
  if (high && number > *high)
    refuse_value(parameter, fmt::format("is above {} {}", highest, *high));
}

void require_pattern(const std::string& value, const Properties& parameter) {
  const auto pattern = parameter.text("AllowedPattern");
  if (pattern.size() > kMaxPattern) {
    refuse_template(parameter.place() + ".AllowedPattern", "is too long");
  }
  try {
    // Of libstdc++: without backtracking, whose time and stack a pattern can make endless.
    const std::regex expression(pattern,
                                std::regex::ECMAScript | std::regex_constants::__polynomial);
    if (std::regex_match(value, expression)) return;
  } catch (const std::regex_error& error) {
    refuse_template(parameter.place() + ".AllowedPattern", error.what());
  }
  refuse_value(parameter, fmt::format("must match {}", pattern));
}

}  // namespace

void require_number(const std::string& value, const Properties& parameter) {
  const auto number = parse_number<double>(value);
  if (!number) refuse_value(parameter, "must be a number");
  require_between(*number, parameter, "MinValue", "MaxValue");
}

void require_allowed(const std::string& value, const Properties& parameter) {
  if (value.size() > kMaxValue) {
    refuse_template(parameter.place(), fmt::format("is longer than {} bytes", kMaxValue));
  }
  require_between(static_cast<double>(value.size()), parameter, "MinLength", "MaxLength");
  if (parameter.has("AllowedValues")) {
    const auto allowed = parameter.list_of_texts("AllowedValues");
    if (std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
      refuse_value(parameter, fmt::format("must be one of {}", fmt::join(allowed, ", ")));
    }
  }
  if (parameter.has("AllowedPattern")) require_pattern(value, parameter);
}

}  // namespace shrike::local
