#include "infra/local/gate.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/aws/sigv4.h"
#include "infra/local/aws_fault.h"
#include "infra/local/gate_faults.h"
#include "infra/local/lambda/function_manager.h"
#include "infra/local/lambda/lambda_access.h"
#include "infra/local/rekognition/image_source.h"
#include "infra/local/s3/claimed_access.h"
#include "infra/local/s3/formats.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

/// DynamoDB's largest request, the largest of all but Lambda's, which carries a function's code.
constexpr std::uint64_t kMaxRequest = 16UL * 1024 * 1024;

/// A body that has been read already, for the service behind.
class ReadBody final : public RequestBody {
 public:
  explicit ReadBody(std::string_view bytes) : rest_(bytes) {}
  std::string_view next() override { return std::exchange(rest_, {}); }

 private:
  std::string_view rest_;
};

/// Lambda's paths begin with the date of one of its APIs: `/2015-03-31/functions`.
bool is_lambda_path(std::string_view path) {
  constexpr std::string_view kDate = "/2015-03-31";
  constexpr std::string_view kDigits = "0123456789";
  if (!path.substr(std::min(path.size(), kDate.size())).starts_with("/functions")) return false;
  return std::equal(kDate.begin(), kDate.end(), path.begin(), [&](char shape, char c) {
    return shape == c || (kDigits.find(shape) != kDigits.npos && kDigits.find(c) != kDigits.npos);
  });
}

bool is_json_protocol(const ServerRequest& request) {
  return request.headers.contains("x-amz-target") || is_lambda_path(request.path);
}

bool is_form(const ServerRequest& request) {
  return request.headers.find("content-type")
      .value_or("")
      .starts_with("application/x-www-form-urlencoded");
}

/// The same request, its body being read by way of another.
ServerRequest with_body(const ServerRequest& request, RequestBody& body) {
  return {.method = request.method,
          .path = request.path,
          .query = request.query,
          .headers = request.headers,
          .peer_address = request.peer_address,
          .body = body,
          .stop = request.stop,
          .peer_port = request.peer_port,
          .server_port = request.server_port};
}

auto fault_writer(const ServerRequest& request) {
  return is_form(request) ? &query_fault : &json_fault;
}

AwsFault in_words_of_the_gate(const Error& error) {
  if (error.type() == "Request.TooLarge") {
    return {413, "RequestEntityTooLargeException", error.message()};
  }
  if (error.type() == "Companion.NotInstalled") return {501, "NotImplemented", error.message()};
  return {503, "ServiceUnavailable", error.message()};
}

}  // namespace

ServerResponse Gate::handle(ServerRequest& request) {
  const auto scope = claimed_scope(request);
  const bool is_s3 = !is_json_protocol(request) && (!scope || scope->service == "s3");
  return is_s3 ? handle_s3(request, scope) : handle_other(request, scope);
}

ServerResponse Gate::handle_s3(ServerRequest& request, const std::optional<ClaimedScope>& scope) {
  const auto* caller = function_of(scope);
  if (caller == nullptr) return services_.s3.handle(request);
  MeasuredBody body(request.body);
  ServerRequest measured = with_body(request, body);
  ServiceCall asks;
  if (auto access = claimed_access(measured)) asks.accesses.push_back(std::move(*access));
  return answer(
      {.request = measured,
       .caller = caller->function,
       .region = scope->region,
       .asks = std::move(asks),
       .serve = [&](std::chrono::seconds skew) { return services_.s3.handle(measured, skew); },
       .refuse = [&](const AwsFault& fault) { return services_.s3.refusal(measured, fault); },
       .expired = expired_token()},
      body, scope->service);
}

ServerResponse Gate::handle_other(ServerRequest& request,
                                  const std::optional<ClaimedScope>& scope) {
  const auto write_fault = fault_writer(request);
  MeasuredBody measured(request.body);
  std::string body;
  try {
    body = read_all(measured, is_lambda_path(request.path) ? kMaxCodeRequest : kMaxRequest);
  } catch (const Error& error) {
    return write_fault(in_words_of_the_gate(error));
  }
  const auto* caller = function_of(scope);
  if (caller == nullptr) return serve_other(request, body, clock_.now());
  return answer(
      {.request = request,
       .caller = caller->function,
       .region = scope->region,
       .asks = {.accesses = claimed_accesses(scope->service, request, body), .body = body},
       .serve =
           [&](std::chrono::seconds skew) {
             return serve_other(request, body, clock_.now() + skew);
           },
       .refuse = write_fault,
       .expired = is_form(request) ? in_words_of_query_services(expired_token())
                                   : in_words_of_json_services(expired_token())},
      measured, scope->service);
}

ServerResponse Gate::answer(const InjectedCall& call, const MeasuredBody& body,
                            std::string_view service) {
  const auto serve = [&] {
    return services_.faults == nullptr ? call.serve(std::chrono::seconds(0))
                                       : services_.faults->answer(call);
  };
  if (services_.delays == nullptr) return serve();
  const auto& accesses = call.asks.accesses;
  return services_.delays->answer(
      {.request = call.request,
       .body = body,
       .caller = call.caller,
       .service = service,
       .action = accesses.empty() ? std::string_view() : accesses.front().action},
      serve);
}

const FunctionIdentity* Gate::function_of(const std::optional<ClaimedScope>& scope) const {
  const bool alike = services_.faults == nullptr && services_.delays == nullptr;
  return alike || !scope ? nullptr : services_.access.function_with_key(scope->access_key_id);
}

std::vector<AccessRequest> Gate::claimed_accesses(std::string_view service,
                                                  const ServerRequest& request,
                                                  std::string_view body) const {
  try {
    return service == "lambda" ? lambda_access(request, body, scope_)
                               : service_access(service, request, body, scope_);
  } catch (const AwsFault&) {
    return {};  // what will be refused anyway
  }
}

ServerResponse Gate::serve_other(ServerRequest& request, const std::string& body, TimePoint now) {
  auto response = [&] {
    const auto write_fault = fault_writer(request);
    try {
      return dispatch(request, body, now);
    } catch (const AwsFault& fault) {
      return write_fault(fault);
    } catch (const Error& error) {
      return write_fault(in_words_of_the_gate(error));
    }
  }();
  response.headers.set("Date", http_date(now));
  return response;
}

ServerResponse Gate::dispatch(ServerRequest& request, const std::string& body, TimePoint now) {
  const auto verified = verify(request, body, now);
  const auto& service = verified.service;
  const auto* caller = services_.access.function_with_key(verified.signer.access_key_id);
  authorise(caller, service, request, body);
  if (service == "rekognition") {
    return services_.rekognition.handle(request.headers, body, [&](const ObjectRef& object) {
      return services_.s3.read_object(object, caller, kMostObjectBytes);
    });
  }
  if (service == "lambda") {
    ReadBody read(body);
    ServerRequest forwarded = with_body(request, read);
    return services_.lambda.handle(forwarded);
  }
  if (companion_serves(service)) return services_.companion.forward(request, body);
  throw AwsFault(501, "NotImplemented",
                 fmt::format("The local cloud has no service '{}'; it has s3, lambda, rekognition, "
                             "dynamodb, sns, sqs, states and sts.",
                             service));
}

VerifiedRequest Gate::verify(const ServerRequest& request, std::string_view body,
                             TimePoint now) const {
  try {
    return verify_signature(
        request, [&](std::string_view key) { return services_.access.credentials_of(key); }, now,
        sigv4::sha256_hex(body));
  } catch (const AwsFault& fault) {
    throw is_form(request) ? in_words_of_query_services(fault) : in_words_of_json_services(fault);
  }
}

void Gate::authorise(const FunctionIdentity* caller, std::string_view service,
                     const ServerRequest& request, std::string_view body) const {
  if (!services_.access.watches(caller)) return;
  try {
    for (const auto& needed : service == "lambda"
                                  ? lambda_access(request, body, scope_)
                                  : service_access(service, request, body, scope_)) {
      services_.access.require(caller, needed);
    }
  } catch (const AwsFault& fault) {
    // Who may do everything is not refused because the record cannot tell what it did.
    if (!caller->policies) return;
    throw is_form(request) ? denied_by_query_service(service, fault)
                           : denied_by_json_service(service, fault);
  }
}

}  // namespace shrike::local
