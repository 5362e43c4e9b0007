#pragma once

#include <string>

#include "infra/local/stack/properties.h"
#include "infra/local/stack/references.h"
#include "infra/local/stack/stack.h"
#include "infra/local/stack/template.h"

/// One resource of a template each, its references resolved. All throw Error "Template.Invalid"
/// (Reject) naming the place.
namespace shrike::local {

[[nodiscard]] StackBucket read_bucket(const std::string& name, const Properties& properties);
[[nodiscard]] StackFunction read_function(const std::string& name, const Properties& properties);
[[nodiscard]] StackQueue read_queue(const std::string& name, const std::string& arn,
                                    const Properties& properties);
[[nodiscard]] StackTable read_table(const std::string& name, const Properties& properties);
[[nodiscard]] StackStateMachine read_state_machine(const std::string& name,
                                                   const Properties& properties,
                                                   const TemplateContext& context);
[[nodiscard]] StackRule read_rule(const std::string& name, const Properties& properties);
[[nodiscard]] StackSubscription read_subscription(const std::string& topic_arn,
                                                  const Properties& properties);
/// The topic, and the subscriptions that it lists itself.
void read_topic(Stack& stack, const std::string& topic_arn, const Properties& properties);

/// These two name functions and queues of the stack, which must have been read.
void read_event_invoke_config(Stack& stack, const Properties& properties,
                              const TemplateContext& context);
void read_event_source_mapping(Stack& stack, const Properties& properties);

}  // namespace shrike::local
