#include "infra/local/service_faults/fault_injector.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "infra/local/pause.h"
#include "infra/local/s3/faults.h"
#include "infra/local/service_faults/calling_process.h"
#include "infra/local/service_faults/spoiled_body.h"

namespace shrike::local {
namespace {

using std::chrono::seconds;

void wait_for_hang_up(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait(lock, stop, [] { return false; });
}

ServerResponse closed() {
  ServerResponse response;
  response.drop_connection = true;
  return response;
}

/// As S3 sends a request elsewhere. Location is this very place: who follows it without signing
/// anew is sent away again.
S3Fault elsewhere(const ServiceFault& fault, const InjectedCall& call) {
  HttpHeaders headers{{"x-amz-bucket-region", fault.name}};
  if (fault.status == 400) {
    return {{400,
             "AuthorizationHeaderMalformed",
             fmt::format("The authorization header is malformed; the region '{}' is wrong; "
                         "expecting '{}'",
                         call.region, fault.name),
             {{"Region", fault.name}}},
            std::move(headers)};
  }
  const auto host = call.request.header("host");
  const auto query = call.request.query.empty() ? "" : "?" + call.request.query;
  headers.set("Location", fmt::format("http://{}{}{}", host, call.request.path, query));
  if (fault.status == 307) {
    return {{307,
             "TemporaryRedirect",
             "Please re-send this request to the specified temporary endpoint. Continue to use the "
             "original request endpoint for future requests.",
             {{"Endpoint", host}}},
            std::move(headers)};
  }
  return {{301,
           "PermanentRedirect",
           "The bucket you are attempting to access must be addressed using the specified "
           "endpoint. Please send all future requests to this endpoint.",
           {{"Endpoint", host}}},
          std::move(headers)};
}

void kill_caller(const ServerRequest& request) {
  const auto caller = process_with_socket(request.peer_port, request.server_port);
  if (caller) kill_child_group(*caller);
}

}  // namespace

FaultInjector::FaultInjector(FaultInjectorOptions options)
    : options_(std::move(options)), plan_(options_.faults, options_.seed) {}

ServerResponse FaultInjector::answer(const InjectedCall& call) {
  const auto due = plan_.due(call.asks);
  if (due.pause.count() > 0) {
    pause_until(std::chrono::steady_clock::now() + due.pause, call.request.stop);
  }
  if (!due.fault) return call.serve(seconds(0));
  if (options_.on_fault) {
    options_.on_fault(
        fmt::format("{} {}: {}", call.caller, call.asks.accesses.front().action, due.fault->text));
  }
  return answer_under(*due.fault, call);
}

ServerResponse FaultInjector::answer_under(const ServiceFault& fault, const InjectedCall& call) {
  switch (fault.kind) {
    case ServiceFaultKind::Error:
      return call.refuse({fault.status, fault.name, "The local cloud was told to refuse this."});
    case ServiceFaultKind::Reset:
      return closed();
    case ServiceFaultKind::ResetAfter:
      static_cast<void>(call.serve(seconds(0)));
      return closed();
    case ServiceFaultKind::Cut:
    case ServiceFaultKind::Truncate:
    case ServiceFaultKind::Flip:
      return with_spoiled_body(call.serve(seconds(0)), fault);
    case ServiceFaultKind::Stall:
      wait_for_hang_up(call.request.stop);
      return closed();
    case ServiceFaultKind::Slow:
      break;
    case ServiceFaultKind::Redirect:
      if (call.region == fault.name) break;
      return call.refuse(elsewhere(fault, call));
    case ServiceFaultKind::Expired:
      return call.refuse(call.expired);
    case ServiceFaultKind::Skew:
      return call.serve(seconds(fault.number.value_or(0)));
    case ServiceFaultKind::Kill:
      kill_caller(call.request);
      return closed();
    case ServiceFaultKind::KillAfter:
      static_cast<void>(call.serve(seconds(0)));
      kill_caller(call.request);
      return closed();
  }
  return call.serve(seconds(0));
}

}  // namespace shrike::local
