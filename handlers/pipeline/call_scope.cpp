#include "handlers/pipeline/call_scope.h"

#include "runtime/deadline_watch.h"

namespace shrike {

CallScope call_scope(const Environment& environment, const Context& context, TimePoint begun) {
  // The watch over the deadline knows no more than that it came: the calls shall be heard first.
  const auto margin = 2 * deadline_margin(environment);
  return {credentials_from(environment), context.trace_id, context.deadline - margin, begun};
}

}  // namespace shrike
