#include "handlers/image/decode_turns.h"

#include "handlers/image/decode_budget.h"

namespace shrike {

DecodeTurns::DecodeTurns(double processors) : free_(threads_for(processors)) {}

}  // namespace shrike
