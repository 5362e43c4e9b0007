#include "infra/local/cloud.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/aws/sigv4.h"
#include "infra/local/auth.h"
#include "infra/local/aws_fault.h"
#include "infra/local/lambda/function_manager.h"
#include "infra/local/object_client.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

// Rekognition's largest request is 5 MB in base64 and its frame; Lambda's carries a function's
// code.
constexpr std::uint64_t kMaxJsonBody = 8U * 1024 * 1024;

/// A body that has been read already, for the service behind.
class ReadBody final : public RequestBody {
 public:
  explicit ReadBody(std::string_view bytes) : rest_(bytes) {}
  std::string_view next() override { return std::exchange(rest_, {}); }

 private:
  std::string_view rest_;
};

/// A signature is verified in S3's words; the JSON services have others for the same refusals.
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
  if (fault.code() == "RequestTimeTooSkewed") {
    return {403, "InvalidSignatureException", "Signature expired: " + fault.message()};
  }
  if (fault.code() == "AccessDenied") {
    return {403, "MissingAuthenticationTokenException", "Missing Authentication Token"};
  }
  return fault;
}

/// The error document of AWS's JSON protocols.
ServerResponse json_fault(const AwsFault& fault) {
  ServerResponse response;
  response.status = fault.status();
  response.headers.set("Content-Type", "application/x-amz-json-1.1");
  response.headers.set("x-amzn-errortype", fault.code());
  response.body = nlohmann::json{{"__type", fault.code()}, {"message", fault.message()}}.dump();
  return response;
}

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

}  // namespace

class Cloud::Implementation {
 public:
  Implementation(CloudOptions options, const Stack& stack, Clock& clock)
      : options_(std::move(options)),
        clock_(clock),
        rekognition_(
            {.models = options_.models,
             .onnxruntime_library = options_.onnxruntime_library,
             .threads = 0,
             .read_object = [this](const ObjectRef& object) { return s3_->read_object(object); }}) {
    s3_ = std::make_unique<S3Service>(
        S3Options{.folder = options_.buckets,
                  .region = options_.region,
                  .credentials = options_.credentials,
                  .deliver = [this](const std::string& arn,
                                    std::string event) { deliver(arn, std::move(event)); }},
        clock_);
    // The functions need the endpoint's port, the endpoint's handler needs the functions: requests
    // that arrive before start-up is over wait for it.
    server_ = std::make_unique<HttpServer>(options_.port, [this](ServerRequest& request) {
      started_.wait(false);
      return route(request);
    });
    lambda_ = std::make_unique<LambdaService>(LambdaOptions{.region = options_.region,
                                                            .account_id = "000000000000",
                                                            .credentials = options_.credentials,
                                                            .endpoint_url = endpoint(),
                                                            .on_log = options_.on_log,
                                                            .put_object = put_record(),
                                                            .code_folder = options_.functions,
                                                            .records = options_.records,
                                                            .faults = options_.faults,
                                                            .strict = options_.strict,
                                                            .idle_limit = std::chrono::minutes(10)},
                                              clock_);
    build(stack);
    started_ = true;
    started_.notify_all();
  }

  ~Implementation() {
    // Functions end before the services that they call; the last handlers still find the object.
    lambda_->stop();
    server_.reset();
  }

  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;
  Implementation(Implementation&&) = delete;
  Implementation& operator=(Implementation&&) = delete;

  [[nodiscard]] std::string endpoint() const {
    return fmt::format("http://127.0.0.1:{}", server_->port());
  }

  void wait_until_idle() { lambda_->wait_until_idle(); }

  [[nodiscard]] std::vector<ContractFinding> contract_findings() const {
    return lambda_->contract_findings();
  }

 private:
  void build(const Stack& stack) {
    for (const auto& function : stack.functions) {
      lambda_->add_function({.name = function.name,
                             .handler = function.handler,
                             .code = options_.code,
                             .memory_mb = function.memory_mb,
                             .timeout = function.timeout,
                             .environment = function.environment,
                             .log_format = function.log_format,
                             .log_level = function.log_level,
                             .reserved_concurrency = function.reserved_concurrency,
                             .dead_letter_target = function.dead_letter_target,
                             .event_invoke = function.event_invoke});
    }
    for (const auto& bucket : stack.buckets) {
      const BucketName name(bucket.name);
      s3_->ensure_bucket(name, bucket.versioned);
      std::vector<FunctionNotification> notifications;
      for (const auto& notification : bucket.notifications) {
        notifications.push_back({.id = fmt::format("{}-{}", bucket.name, notifications.size()),
                                 .function_arn = lambda_->arn(notification.function_name),
                                 .events = {notification.event},
                                 .prefix = notification.prefix,
                                 .suffix = notification.suffix});
      }
      s3_->set_notifications(name, std::move(notifications));
    }
  }

  /// Stores what a function's configuration wants to have in a bucket, as any client would.
  [[nodiscard]] std::function<void(const std::string&, const std::string&, const std::string&)>
  put_record() const {
    return [this](const std::string& bucket, const std::string& key, const std::string& record) {
      ObjectClient(endpoint(), options_.region, options_.credentials)
          .put(bucket, key, record, "application/json");
    };
  }

  void deliver(const std::string& arn, std::string event) {
    auto done = [this, event](const InvocationResult& result) {
      if (options_.on_event_done) options_.on_event_done(event, result);
    };
    lambda_->invoke_async(arn, std::move(event), std::move(done));
  }

  ServerResponse route(ServerRequest& request) {
    const auto service = claimed_service(request);
    if (!is_json_protocol(request) && service.value_or("s3") == "s3") return s3_->handle(request);
    try {
      const auto body =
          read_all(request.body, is_lambda_path(request.path) ? kMaxCodeRequest : kMaxJsonBody);
      const auto verified = verify(request, body);
      if (verified.service == "rekognition") return rekognition_.handle(request.headers, body);
      if (verified.service == "lambda") {
        ReadBody read(body);
        ServerRequest forwarded{request.method,       request.path, request.query, request.headers,
                                request.peer_address, read,         request.stop};
        return lambda_->handle(forwarded);
      }
      throw AwsFault(
          501, "NotImplemented",
          fmt::format("The local cloud has no service '{}'; it has s3, lambda and rekognition.",
                      verified.service));
    } catch (const AwsFault& fault) {
      return json_fault(fault);
    } catch (const Error& error) {
      if (error.type() != "Request.TooLarge") throw;
      return json_fault({413, "RequestEntityTooLargeException", error.message()});
    }
  }

  [[nodiscard]] VerifiedRequest verify(const ServerRequest& request,
                                       const std::string& body) const {
    try {
      return verify_signature(request, options_.credentials, clock_, sigv4::sha256_hex(body));
    } catch (const AwsFault& fault) {
      throw in_words_of_json_services(fault);
    }
  }

  CloudOptions options_;
  Clock& clock_;
  std::atomic<bool> started_ = false;
  std::unique_ptr<S3Service> s3_;
  RekognitionService rekognition_;
  std::unique_ptr<LambdaService> lambda_;
  std::unique_ptr<HttpServer> server_;
};

Cloud::Cloud(CloudOptions options, const Stack& stack, Clock& clock)
    : implementation_(std::make_unique<Implementation>(std::move(options), stack, clock)) {}

Cloud::~Cloud() = default;

std::string Cloud::endpoint() const { return implementation_->endpoint(); }

std::vector<ContractFinding> Cloud::contract_findings() const {
  return implementation_->contract_findings();
}

void Cloud::wait_until_idle() { implementation_->wait_until_idle(); }

}  // namespace shrike::local
