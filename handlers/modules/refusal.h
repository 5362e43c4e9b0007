#pragma once

#include <string>

namespace shrike {

/// What was not done, and why.
struct Refusal {
  std::string
      what;  ///< "image" (then there is nothing but the source), a detector's name, or "task"
  std::string type;
  std::string reason;
};

}  // namespace shrike
