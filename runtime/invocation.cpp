#include "runtime/invocation.h"

#include <algorithm>

namespace shrike {

std::chrono::milliseconds Context::remaining(const Clock& clock) const {
  return std::max(deadline - clock.now(), std::chrono::milliseconds::zero());
}

}  // namespace shrike
