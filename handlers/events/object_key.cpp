#include "handlers/events/object_key.h"

#include <algorithm>
#include <string>

#include "runtime/percent.h"

namespace shrike {

ObjectKey decode(const EncodedKey& encoded) {
  // The plus signs first: `%2B` is a plus that is meant.
  std::string spaced = encoded.str();
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return ObjectKey(percent_decode(spaced));
}

}  // namespace shrike
