#include "infra/local/stack/stack.h"

#include <algorithm>

#include "runtime/error.h"

namespace shrike::local {

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
