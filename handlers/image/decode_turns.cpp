#include "handlers/image/decode_turns.h"

#include <algorithm>
#include <cmath>

namespace shrike {

DecodeTurns::DecodeTurns(double processors)
    : free_(static_cast<std::ptrdiff_t>(std::max(std::ceil(processors), 1.0))) {}

}  // namespace shrike
