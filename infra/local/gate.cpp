#include "infra/local/gate.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/aws/sigv4.h"
#include "infra/local/aws_fault.h"
#include "infra/local/gate_faults.h"
#include "infra/local/lambda/function_manager.h"
#include "infra/local/lambda/lambda_access.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

/// DynamoDB's largest request, the largest of all but Lambda's, which carries a function's code.
constexpr std::uint64_t kMaxRequest = 16U * 1024 * 1024;

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

}  // namespace

ServerResponse Gate::handle(ServerRequest& request) {
  const auto service = claimed_service(request);
  if (!is_json_protocol(request) && service.value_or("s3") == "s3") {
    return services_.s3.handle(request);
  }
  const auto write_fault = is_form(request) ? &query_fault : &json_fault;
  try {
    return dispatch(request);
  } catch (const AwsFault& fault) {
    return write_fault(fault);
  } catch (const Error& error) {
    if (error.type() == "Request.TooLarge") {
      return write_fault({413, "RequestEntityTooLargeException", error.message()});
    }
    if (error.type() == "Companion.NotInstalled") {
      return write_fault({501, "NotImplemented", error.message()});
    }
    return write_fault({503, "ServiceUnavailable", error.message()});
  }
}

ServerResponse Gate::dispatch(ServerRequest& request) {
  const bool may_carry_code = is_lambda_path(request.path);
  const auto body = read_all(request.body, may_carry_code ? kMaxCodeRequest : kMaxRequest);
  const auto verified = verify(request, body);
  const auto& service = verified.service;
  const auto* caller = services_.access.function_with_key(verified.signer.access_key_id);
  authorise(caller, service, request, body);
  if (service == "rekognition") {
    return services_.rekognition.handle(request.headers, body, [&](const ObjectRef& object) {
      return services_.s3.read_object(object, caller);
    });
  }
  if (service == "lambda") {
    ReadBody read(body);
    ServerRequest forwarded{request.method,       request.path, request.query, request.headers,
                            request.peer_address, read,         request.stop};
    return services_.lambda.handle(forwarded);
  }
  if (companion_serves(service)) return services_.companion.forward(request, body);
  throw AwsFault(501, "NotImplemented",
                 fmt::format("The local cloud has no service '{}'; it has s3, lambda, rekognition, "
                             "dynamodb, sns, sqs, states and sts.",
                             service));
}

VerifiedRequest Gate::verify(const ServerRequest& request, std::string_view body) const {
  try {
    return verify_signature(
        request, [&](std::string_view key) { return services_.access.credentials_of(key); }, clock_,
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
