#pragma once

#include <string>

#include "runtime/error.h"

namespace shrike::fakes {

/// Ends an attempt where it is. Not an Error: nothing may catch it, as nothing catches the end of a
/// process.
struct Death {};

struct Outcome {
  std::string text = "done";  ///< else the type of its error, or "died"
  bool again = false;         ///< Lambda hands the event out once more
};

/// One attempt at an event.
template <class Work>
Outcome outcome_of(const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    return {error.type(), error.retryable()};
  } catch (const Death&) {
    return {"died", true};
  }
  return {};
}

}  // namespace shrike::fakes
