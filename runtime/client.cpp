#include "runtime/client.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "runtime/error.h"
#include "runtime/wire.h"

namespace shrike {
namespace {

namespace header = wire::header;

constexpr const char* kUserAgent = "shrike/" SHRIKE_VERSION;

std::string text_of(const nlohmann::json& document, const char* key) {
  const auto found = document.is_object() ? document.find(key) : document.end();
  return found != document.end() && found->is_string() ? found->get<std::string>() : "";
}

/// Whatever the service said about a refusal; its errors are `{"errorMessage","errorType"}`.
nlohmann::json refusal(const HttpResponse& answer) {
  const auto document = nlohmann::json::parse(answer.body, nullptr, /*allow_exceptions=*/false);
  return {{"status", answer.status},
          {"errorType", text_of(document, "errorType")},
          {"errorMessage", text_of(document, "errorMessage")}};
}

void echo_invocation_id(const Context& context, HttpHeaders& headers) {
  if (context.invocation_id.empty()) return;
  headers.add(header::kInvocationId, wire::header_value(context.invocation_id));
}

}  // namespace

RuntimeClient::RuntimeClient(std::string api, StreamingTransport& transport, const Clock& clock,
                             Logger& logger)
    : api_(std::move(api)), transport_(transport), clock_(clock), logger_(logger) {}

Delivery RuntimeClient::next(const std::stop_token& stop) {
  HttpRequest request;
  request.url = wire::next_url(api_);
  request.headers.add(header::kUserAgent, kUserAgent);
  // Lambda freezes the sandbox while this waits; a timer would fire on the thaw and ask twice.
  request.timeout = std::chrono::milliseconds::zero();
  request.cancel = stop;

  HttpResponse answer = transport_.send(request);
  judge(RuntimeCall::Next, answer);

  Delivery delivery;
  delivery.context = wire::context_without_deadline(answer.headers);
  delivery.context.request_id = wire::request_id(answer.headers);
  delivery.invocation.payload = std::move(answer.body);
  if (const auto type = answer.headers.find(header::kContentType)) {
    delivery.invocation.content_type = *type;
  }
  try {
    delivery.context.deadline = wire::deadline(answer.headers, clock_.now());
  } catch (const Error& error) {
    delivery.failure = Failure{error.type(), error.message()};
  }
  return delivery;
}

void RuntimeClient::respond(const Context& context, const Response& response) {
  auto request =
      answer_request(wire::response_url(api_, context.request_id), context, response.content_type);
  request.body = response.body;
  post(RuntimeCall::Response, std::move(request));
}

void RuntimeClient::report_error(const Context& context, const Failure& failure) {
  const auto body = wire::error_document(failure);
  auto request = error_request(wire::error_url(api_, context.request_id), failure, body);
  echo_invocation_id(context, request.headers);
  post(RuntimeCall::Error, std::move(request));
}

void RuntimeClient::report_init_error(const Failure& failure) {
  const auto body = wire::error_document(failure);
  post(RuntimeCall::InitError, error_request(wire::init_error_url(api_), failure, body));
}

std::unique_ptr<HttpUpload> RuntimeClient::begin_response(const Context& context,
                                                          const std::string& content_type) {
  auto request =
      answer_request(wire::response_url(api_, context.request_id), context, content_type);
  request.method = "POST";
  request.headers.add(header::kResponseMode, "streaming");
  request.headers.add(header::kTrailer,
                      std::string(header::kErrorType) + ", " + header::kErrorBody);
  return transport_.open_upload(request);
}

void RuntimeClient::finish_response(HttpUpload& upload, const std::optional<Failure>& failure) {
  judge(RuntimeCall::Response,
        upload.finish(failure ? wire::error_trailers(*failure) : HttpHeaders{}));
}

void RuntimeClient::wait_for_restore() {
  HttpRequest request;
  request.url = wire::restore_next_url(api_);
  request.headers.add(header::kUserAgent, kUserAgent);
  judge(RuntimeCall::RestoreNext, transport_.send(request));
}

void RuntimeClient::report_restore_error(const Failure& failure) {
  const auto body = wire::error_document(failure);
  post(RuntimeCall::RestoreError, error_request(wire::restore_error_url(api_), failure, body));
}

HttpRequest RuntimeClient::answer_request(std::string url, const Context& context,
                                          const std::string& content_type) const {
  HttpRequest request;
  request.url = std::move(url);
  const auto type = wire::header_value(content_type);
  request.headers.add(header::kContentType, type.empty() ? "application/json" : type);
  request.headers.add(header::kUserAgent, kUserAgent);
  echo_invocation_id(context, request.headers);
  return request;
}

HttpRequest RuntimeClient::error_request(std::string url, const Failure& failure,
                                         std::string_view body) const {
  std::error_code ignored;
  const auto directory = std::filesystem::current_path(ignored).string();
  HttpRequest request;
  request.url = std::move(url);
  request.headers = {
      {header::kContentType, "application/json"},
      {header::kUserAgent, kUserAgent},
      {header::kErrorType, wire::error_type_header(failure.type)},
      {header::kErrorCause, wire::xray_cause(failure, directory)},
  };
  request.body = body;
  return request;
}

void RuntimeClient::post(RuntimeCall call, HttpRequest request) {
  request.method = "POST";
  judge(call, transport_.send(request));
}

void RuntimeClient::judge(RuntimeCall call, const HttpResponse& answer) {
  const auto meaning = verdict(call, answer.status);
  if (meaning == Verdict::Accepted) return;
  logger_.error(fmt::format("The Runtime API refused {}", to_string(call)), refusal(answer));
  if (meaning == Verdict::Continue) return;
  throw Error(
      ErrorKind::Bug, wire::error_type::kContainerError,
      fmt::format("The Runtime API answered {} with status {}", to_string(call), answer.status));
}

}  // namespace shrike
