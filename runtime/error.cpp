#include "runtime/error.h"

namespace shrike {

std::string_view to_string(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::Retry:
      return "retry";
    case ErrorKind::Reject:
      return "reject";
    case ErrorKind::Ignore:
      return "ignore";
    case ErrorKind::Bug:
      return "bug";
  }
  return "bug";
}

}  // namespace shrike
