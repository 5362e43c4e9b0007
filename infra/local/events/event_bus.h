#pragma once

#include <functional>
#include <string>
#include <vector>

#include "infra/local/events/deliveries.h"
#include "infra/local/stack/event_pattern.h"
#include "infra/local/stack/stack.h"

namespace shrike::local {

/// EventBridge's default event bus with the rules of a stack. Thread-safe.
class EventBus {
 public:
  /// Throws Error "Template.Invalid" (Reject) for a pattern that is none.
  EventBus(const std::vector<StackRule>& rules, std::function<void(EventDelivery)> deliver);

  /// Hands an event to the targets of each rule that it matches.
  void emit(const std::string& event) const;

 private:
  struct Rule {
    EventPattern pattern;
    std::vector<std::string> targets;
  };

  std::vector<Rule> rules_;
  std::function<void(EventDelivery)> deliver_;
};

}  // namespace shrike::local
