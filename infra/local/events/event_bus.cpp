#include "infra/local/events/event_bus.h"

#include <utility>

#include <nlohmann/json.hpp>

namespace shrike::local {

EventBus::EventBus(const std::vector<StackRule>& rules, std::function<void(EventDelivery)> deliver)
    : deliver_(std::move(deliver)) {
  for (const auto& rule : rules) {
    rules_.push_back({EventPattern(rule.pattern, "rule " + rule.name), rule.targets});
  }
}

void EventBus::emit(const std::string& event) const {
  const auto parsed = nlohmann::json::parse(event);
  for (const auto& rule : rules_) {
    if (!rule.pattern.matches(parsed)) continue;
    for (const auto& target : rule.targets) {
      deliver_({.target_arn = target, .event = event, .id = parsed.value("id", "")});
    }
  }
}

}  // namespace shrike::local
