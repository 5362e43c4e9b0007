#pragma once

#include <string>

#include "infra/local/service_client.h"
#include "infra/local/stack/stack.h"

namespace shrike::local {

/// Creates the tables, queues, topics, subscriptions and state machines of a stack where `services`
/// has them. Throws what ServiceClient throws: what a service refuses of a template is its error.
void provision(const Stack& stack, const ServiceClient& services, const std::string& account_id);

/// Whether there is anything that provision() would create.
[[nodiscard]] bool needs_provision(const Stack& stack);

}  // namespace shrike::local
