#include <algorithm>
#include <array>

#include "infra/local/resource_arn.h"
#include "infra/local/stack/event_pattern.h"
#include "infra/local/stack/resources.h"

namespace shrike::local {
namespace {

std::string read_target(const Properties& target) {
  constexpr std::array<std::string_view, 4> kServices = {"lambda", "states", "sqs", "sns"};
  target.allow_only({"Arn", "Id", "RoleArn"});
  auto arn = target.text("Arn");
  const auto parsed = parse_resource_arn(arn);
  if (!parsed ||
      std::find(kServices.begin(), kServices.end(), parsed->service) == kServices.end()) {
    refuse_template(target.place() + ".Arn",
                    "must be a function's, a state machine's, a queue's or a topic's");
  }
  return arn;
}

}  // namespace

StackRule read_rule(const std::string& name, const Properties& properties) {
  properties.allow_only({"Name", "Description", "EventPattern", "State", "Targets"});
  StackRule rule{
      .name = name, .pattern = properties.object("EventPattern").value().dump(), .targets = {}};
  // Refused now rather than when the first event comes.
  static_cast<void>(EventPattern(rule.pattern, properties.place() + ".EventPattern"));
  if (properties.text("State", "ENABLED") != "ENABLED") return rule;
  for (const auto& target : properties.objects("Targets")) {
    rule.targets.push_back(read_target(target));
  }
  return rule;
}

}  // namespace shrike::local
