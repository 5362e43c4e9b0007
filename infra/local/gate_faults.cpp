#include "infra/local/gate_faults.h"

#include <nlohmann/json.hpp>

#include "infra/local/s3/xml.h"
#include "infra/local/uuid.h"

namespace shrike::local {

AwsFault expired_token() { return {400, "ExpiredToken", "The provided token has expired."}; }

AwsFault in_words_of_json_services(const AwsFault& fault) {
  if (fault.code() == "SignatureDoesNotMatch") {
    return {403, "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided. Check "
            "your AWS Secret Access Key and signing method. Consult the service documentation for "
            "details."};
  }
  if (fault.code() == "InvalidAccessKeyId" || fault.code() == "InvalidToken") {
    return {403, "UnrecognizedClientException",
            "The security token included in the request is invalid."};
  }
  if (fault.code() == "ExpiredToken") {
    return {400, "ExpiredTokenException", "The security token included in the request is expired"};
  }
  if (fault.code() == "RequestTimeTooSkewed") {
    return {403, "InvalidSignatureException", "Signature expired: " + fault.message()};
  }
  if (fault.code() == "AccessDenied") {
    return {403, "MissingAuthenticationTokenException", "Missing Authentication Token"};
  }
  return fault;
}

AwsFault in_words_of_query_services(const AwsFault& fault) {
  auto worded = in_words_of_json_services(fault);
  if (worded.code() == "InvalidSignatureException") {
    return {403, "SignatureDoesNotMatch", worded.message()};
  }
  if (worded.code() == "UnrecognizedClientException") {
    return {403, "InvalidClientTokenId", worded.message()};
  }
  if (worded.code() == "ExpiredTokenException") {
    return {403, "ExpiredToken", worded.message()};
  }
  if (worded.code() == "MissingAuthenticationTokenException") {
    return {403, "MissingAuthenticationToken", "Request is missing Authentication Token"};
  }
  return worded;
}

AwsFault denied_by_json_service(std::string_view service, const AwsFault& denied) {
  if (denied.code() != "AccessDenied") return denied;
  const int status = service == "lambda" || service == "sqs" ? 403 : 400;
  return {status, "AccessDeniedException", denied.message()};
}

AwsFault denied_by_query_service(std::string_view service, const AwsFault& denied) {
  if (denied.code() != "AccessDenied" || service != "sns") return denied;
  return {403, "AuthorizationError", denied.message()};
}

ServerResponse json_fault(const AwsFault& fault) {
  ServerResponse response;
  response.status = fault.status();
  response.headers.set("Content-Type", "application/x-amz-json-1.1");
  response.headers.set("x-amzn-errortype", fault.code());
  response.body = nlohmann::json{{"__type", fault.code()}, {"message", fault.message()}}.dump();
  return response;
}

ServerResponse query_fault(const AwsFault& fault) {
  XmlWriter xml("ErrorResponse", XmlWriter::Namespace::None);
  xml.open("Error");
  xml.add("Type", fault.status() < 500 ? "Sender" : "Receiver");
  xml.add("Code", fault.code());
  xml.add("Message", fault.message());
  xml.close();
  xml.add("RequestId", uuid(random_bits()));
  ServerResponse response;
  response.status = fault.status();
  response.headers.set("Content-Type", "text/xml");
  response.body = xml.text();
  return response;
}

}  // namespace shrike::local
