#pragma once

#include <gtest/gtest.h>

#include "infra/local/aws_fault.h"

namespace shrike::local {

/// The fault that `call` throws; a test that gets none fails.
template <class Call>
AwsFault fault_of(Call call) {
  try {
    call();
  } catch (const AwsFault& fault) {
    return fault;
  }
  ADD_FAILURE() << "nothing was thrown";
  return {0, "", ""};
}

}  // namespace shrike::local
