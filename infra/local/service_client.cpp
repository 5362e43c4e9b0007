#include "infra/local/service_client.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/aws/client.h"
#include "handlers/aws/json_service.h"
#include "runtime/clock.h"
#include "runtime/environment.h"
#include "runtime/http_curl.h"
#include "runtime/log.h"
#include "runtime/percent.h"

namespace shrike::local {
namespace {

/// A connection of its own for each call: the servers are on this machine, and calls come from any
/// thread.
class Call {
 public:
  Call(const std::string& service, const std::string& endpoint, const std::string& region,
       const Credentials& credentials, std::chrono::milliseconds limit)
      : logger_({.format = LogFormat::Text, .level = LogLevel::Error}, clock_,
                file_descriptor_sink(2)),
        client_(
            service, fixed_environment({{"AWS_ENDPOINT_URL", endpoint}, {"AWS_REGION", region}}),
            transport_, clock_, [] { return 0.5; }, logger_),
        scope_{.credentials = credentials, .trace_id = "", .deadline = clock_.now() + limit} {}

  [[nodiscard]] AwsClient& client() { return client_; }
  [[nodiscard]] const CallScope& scope() const { return scope_; }

 private:
  SystemClock clock_;
  CurlTransport transport_;
  Logger logger_;
  AwsClient client_;
  CallScope scope_;
};

}  // namespace

nlohmann::json ServiceClient::json(const std::string& service, const std::string& target,
                                   const nlohmann::json& input,
                                   std::chrono::milliseconds limit) const {
  Call call(service, endpoint_, region_, credentials_, limit);
  return call_json(call.client(), {.version = "1.0", .target = target}, input, call.scope());
}

std::string ServiceClient::query(const std::string& action,
                                 const std::map<std::string, std::string>& parameters) const {
  auto form = fmt::format("Action={}&Version=2010-03-31", action);
  for (const auto& [name, value] : parameters) {
    form += fmt::format("&{}={}", name, percent_encode(value, ""));
  }
  Call call("sns", endpoint_, region_, credentials_, std::chrono::minutes(1));
  HttpRequest request;
  request.method = "POST";
  request.url = "/";
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  request.body = form;
  return call.client().call(std::move(request), call.scope()).body;
}

std::string ServiceClient::invoke(const std::string& function, const std::string& event) const {
  // As long as a function may run.
  Call call("lambda", endpoint_, region_, credentials_, std::chrono::minutes(15));
  HttpRequest request;
  request.method = "POST";
  request.url = fmt::format("/2015-03-31/functions/{}/invocations", percent_encode(function, ""));
  request.headers = {{"Content-Type", "application/json"}};
  request.body = event;
  return call.client().call(std::move(request), call.scope()).body;
}

}  // namespace shrike::local
