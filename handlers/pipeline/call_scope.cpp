#include "handlers/pipeline/call_scope.h"

#include <chrono>

namespace shrike {
namespace {

constexpr std::chrono::milliseconds kMargin{300};

}  // namespace

CallScope call_scope(const Environment& environment, const Context& context, TimePoint begun) {
  return {credentials_from(environment), context.trace_id, context.deadline - kMargin, begun};
}

}  // namespace shrike
