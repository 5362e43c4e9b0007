#include "runtime/status_policy.h"

namespace shrike {
namespace {

bool waits_for_an_event(RuntimeCall call) noexcept {
  return call == RuntimeCall::Next || call == RuntimeCall::RestoreNext;
}

}  // namespace

Verdict verdict(RuntimeCall call, int status) noexcept {
  if (waits_for_an_event(call)) return status == 200 ? Verdict::Accepted : Verdict::Exit;
  switch (status) {
    case 200:
    case 202:
      return Verdict::Accepted;
    case 400:  // not the invocation that is running, or not a request it understands
    case 403:  // out of turn; when the state itself is broken, /next will say so again
    case 410:  // the invocation timed out before
    case 413:  // too large: the service has answered the caller, an /error now would be out of turn
      return Verdict::Continue;
    case 500:  // "Container error. Non-recoverable state. Runtime should exit promptly."
    default:
      return Verdict::Exit;
  }
}

std::string_view to_string(RuntimeCall call) noexcept {
  switch (call) {
    case RuntimeCall::Next:
      return "/next";
    case RuntimeCall::Response:
      return "/response";
    case RuntimeCall::Error:
      return "/error";
    case RuntimeCall::InitError:
      return "/init/error";
    case RuntimeCall::RestoreNext:
      return "/restore/next";
    case RuntimeCall::RestoreError:
      return "/restore/error";
  }
  return "";
}

}  // namespace shrike
