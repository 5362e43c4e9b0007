#include "runtime/client.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "runtime/error.h"

namespace shrike {
namespace {

namespace header = wire::header;

constexpr const char* kUserAgent = "shrike/" SHRIKE_VERSION;

/// What a status other than success means for the loop.
enum class Verdict {
  Continue,  ///< This answer is lost; the next invocation can still come.
  Exit,      ///< Nothing more can come.
};

Verdict verdict(int status) noexcept {
  switch (status) {
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

[[noreturn]] void end_process(std::string_view call, int status) {
  throw Error(ErrorKind::Bug, wire::error_type::kContainerError,
              fmt::format("The Runtime API answered {} with status {}", call, status));
}

std::string_view last_segment(std::string_view url) { return url.substr(url.rfind('/')); }

}  // namespace

RuntimeClient::RuntimeClient(std::string api, HttpTransport& transport, const Clock& clock,
                             Logger& logger)
    : api_(std::move(api)), transport_(transport), clock_(clock), logger_(logger) {}

Delivery RuntimeClient::next() {
  HttpRequest request;
  request.url = wire::next_url(api_);
  request.headers.add(header::kUserAgent, kUserAgent);
  // Lambda freezes the sandbox while this waits; a timer would fire on the thaw and ask twice.
  request.timeout = std::chrono::milliseconds::zero();

  HttpResponse answer = transport_.send(request);
  if (answer.status != 200) {
    logger_.error("The Runtime API gave no invocation", refusal(answer));
    end_process("/next", answer.status);
  }

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
    delivery.failure = {error.type(), error.message()};
  }
  return delivery;
}

void RuntimeClient::respond(const Context& context, const Response& response) {
  HttpRequest request;
  request.url = wire::response_url(api_, context.request_id);
  const auto type = wire::header_value(response.content_type);
  request.headers.add(header::kContentType, type.empty() ? "application/json" : type);
  request.headers.add(header::kUserAgent, kUserAgent);
  if (!context.invocation_id.empty()) {
    request.headers.add(header::kInvocationId, wire::header_value(context.invocation_id));
  }
  request.body = response.body;
  post(std::move(request));
}

void RuntimeClient::report_error(const Context& context, const wire::Failure& failure) {
  const auto body = wire::error_document(failure);
  auto request = error_request(wire::error_url(api_, context.request_id), failure, body);
  if (!context.invocation_id.empty()) {
    request.headers.add(header::kInvocationId, wire::header_value(context.invocation_id));
  }
  post(std::move(request));
}

void RuntimeClient::report_init_error(const wire::Failure& failure) {
  const auto body = wire::error_document(failure);
  post(error_request(wire::init_error_url(api_), failure, body));
}

HttpRequest RuntimeClient::error_request(std::string url, const wire::Failure& failure,
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

void RuntimeClient::post(HttpRequest request) {
  request.method = "POST";
  const HttpResponse answer = transport_.send(request);
  if (answer.status / 100 == 2) return;
  const auto call = last_segment(request.url);
  logger_.error(fmt::format("The Runtime API refused what was posted to {}", call),
                refusal(answer));
  if (verdict(answer.status) == Verdict::Exit) end_process(call, answer.status);
}

}  // namespace shrike
