#pragma once

#include <string>

#include "infra/local/http_server.h"
#include "infra/local/lambda/faults.h"

namespace shrike::local {

/// What goes over the wire in place of `answer`, a whole HTTP answer, under a fault of the answer's
/// form: Slow, Cut, Missing, Repeat, Malformed, Huge or Garbage. Any other leaves it as it is.
[[nodiscard]] WireScript spoil(const Fault& fault, std::string answer);

}  // namespace shrike::local
