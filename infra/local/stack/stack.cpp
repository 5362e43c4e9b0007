#include "infra/local/stack/stack.h"

#include <algorithm>

#include "runtime/error.h"

namespace shrike::local {

bool has_queue_or_topic(const Stack& stack, const std::string& arn) {
  const auto is_it = [&](const auto& resource) { return resource.arn == arn; };
  return std::any_of(stack.queues.begin(), stack.queues.end(), is_it) ||
         std::any_of(stack.topics.begin(), stack.topics.end(), is_it);
}

const StackFunction& function_with(const Stack& stack, const std::string& variable) {
  const auto found = std::find_if(
      stack.functions.begin(), stack.functions.end(),
      [&](const StackFunction& function) { return function.environment.contains(variable); });
  if (found == stack.functions.end()) {
    throw Error(ErrorKind::Reject, "Template.Invalid",
                "no function of the template has the variable " + variable);
  }
  return *found;
}

const std::string& watched_bucket(const Stack& stack) {
  const auto watched =
      std::find_if(stack.buckets.begin(), stack.buckets.end(), [](const StackBucket& bucket) {
        return bucket.event_bridge || !bucket.notifications.empty();
      });
  if (watched == stack.buckets.end()) {
    throw Error(ErrorKind::Reject, "Template.Invalid",
                "no bucket of the template notifies anybody");
  }
  return watched->name;
}

}  // namespace shrike::local
