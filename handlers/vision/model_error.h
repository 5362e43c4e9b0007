#pragma once

#include <string>

#include "runtime/error.h"

namespace shrike::vision {

/// What every reader of a model throws: the model is not one that can be used, and trying again
/// does not help.
[[nodiscard]] inline Error invalid_model(const std::string& reason) {
  return {ErrorKind::Reject, "Model.Invalid", "The model cannot be used: " + reason + "."};
}

}  // namespace shrike::vision
