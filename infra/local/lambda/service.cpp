#include "infra/local/lambda/service.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"
#include "infra/local/lambda/async_queue.h"
#include "infra/local/lambda/function.h"
#include "infra/local/lambda/ids.h"
#include "infra/local/lambda/invoke_api.h"
#include "infra/local/lambda/lambda_route.h"
#include "infra/local/lambda/streaming_invocation.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

/// What comes with an invocation besides its payload.
struct CallerContext {
  std::string client_context;
  std::string tenant_id;
};

using Done = std::function<void(const InvocationResult&)>;

FunctionReference reference_to(std::string_view function) {
  if (auto reference = parse_function_reference(function)) return std::move(*reference);
  throw AwsFault(404, "ResourceNotFoundException", "Function not found: " + std::string(function));
}

}  // namespace

class LambdaService::Implementation {
 public:
  Implementation(LambdaOptions options, Clock& clock)
      : options_(std::move(options)),
        clock_(clock),
        random_(random_bits()),
        queue_(concurrency_limit(options_.max_concurrency)),
        instruments_{std::make_shared<FaultPlan>(options_.faults),
                     std::make_shared<ContractLedger>()} {}

  ~Implementation() { stop(); }

  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;
  Implementation(Implementation&&) = delete;
  Implementation& operator=(Implementation&&) = delete;

  void stop() {
    for (const auto& function : begin_stopping()) function->stop();
    queue_.stop();
    std::unique_lock lock(mutex_);
    call_ended_.wait(lock, [&] { return calls_ == 0; });
  }

  void add_function(FunctionConfiguration configuration) {
    const auto reference = parse_function_reference(configuration.name);
    if (!reference || reference->name != configuration.name) {
      throw Error(
          ErrorKind::Reject, "Config.Invalid",
          "A function's name has up to 64 of A-Z a-z 0-9 - _, not '" + configuration.name + "'");
    }
    // The process starts in this folder: a relative path would mean another file there.
    configuration.code = std::filesystem::absolute(configuration.code);
    auto function = std::make_shared<Function>(std::move(configuration), options_, instruments_,
                                               clock_, random_);
    {
      const std::lock_guard lock(mutex_);
      functions_[function->configuration().name].swap(function);
    }
    if (function) function->stop();
  }

  [[nodiscard]] FunctionScope scope() const { return {options_.region, options_.account_id}; }

  InvocationResult invoke(const FunctionReference& reference, std::string payload,
                          CallerContext caller) {
    check_request_size(payload.size(), InvocationType::RequestResponse);
    const auto function = find(reference);
    const Call call(*this);
    return function->invoke(request(reference, std::move(payload), std::move(caller)));
  }

  std::string invoke_async(const FunctionReference& reference, std::string payload,
                           CallerContext caller, Done done) {
    check_request_size(payload.size(), InvocationType::Event);
    static_cast<void>(find(reference));
    auto invocation = request(reference, std::move(payload), std::move(caller));
    auto request_id = invocation.request_id;
    queue_.push(reference.name, [this, reference, invocation = std::move(invocation),
                                 done = std::move(done)](int attempt) {
      // Looked up anew: the function may have been replaced since.
      const auto result = find(reference)->invoke(invocation);
      if (stopping()) return std::optional<std::chrono::milliseconds>{};
      if (result.function_error) {
        if (const auto delay = retry_delay(attempt, options_.retry_delay)) return delay;
      }
      if (done) done(result);
      return std::optional<std::chrono::milliseconds>{};
    });
    return request_id;
  }

  void wait_until_idle() { queue_.wait_until_idle(); }

  [[nodiscard]] std::vector<ContractFinding> contract_findings() const {
    return instruments_.ledger->findings();
  }

  ServerResponse handle(ServerRequest& request) {
    auto response = answer(request);
    if (!response.headers.contains("x-amzn-RequestId")) {
      response.headers.set("x-amzn-RequestId", uuid(random_));
    }
    return response;
  }

 private:
  /// A synchronous invocation that the destructor waits for.
  class Call {
   public:
    explicit Call(Implementation& service) : service_(service) {
      const std::lock_guard lock(service_.mutex_);
      ++service_.calls_;
    }
    ~Call() {
      const std::lock_guard lock(service_.mutex_);
      --service_.calls_;
      service_.call_ended_.notify_all();
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    Call(Call&&) = delete;
    Call& operator=(Call&&) = delete;

   private:
    Implementation& service_;
  };

  [[nodiscard]] std::vector<std::shared_ptr<Function>> begin_stopping() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    std::vector<std::shared_ptr<Function>> functions;
    for (const auto& [name, function] : functions_) functions.push_back(function);
    return functions;
  }

  [[nodiscard]] bool stopping() {
    const std::lock_guard lock(mutex_);
    return stopping_;
  }

  [[nodiscard]] std::shared_ptr<Function> find(const FunctionReference& reference) {
    const auto here = scope();
    const bool elsewhere =
        (!reference.scope.region.empty() && reference.scope.region != here.region) ||
        (!reference.scope.account_id.empty() && reference.scope.account_id != here.account_id);
    const std::lock_guard lock(mutex_);
    const auto found = functions_.find(reference.name);
    const bool latest = reference.qualifier.empty() || reference.qualifier == "$LATEST";
    if (elsewhere || !latest || found == functions_.end()) {
      throw function_not_found(here, reference);
    }
    return found->second;
  }

  [[nodiscard]] InvocationRequest request(const FunctionReference& reference, std::string payload,
                                          CallerContext caller) const {
    return {.request_id = uuid(random_),
            .payload = payload.empty() ? "{}" : std::move(payload),
            .function_arn = function_arn(scope(), reference.name, reference.qualifier),
            .client_context = std::move(caller.client_context),
            .tenant_id = std::move(caller.tenant_id)};
  }

  ServerResponse answer(ServerRequest& request) {
    try {
      const auto call = parse_call(request.method, request.path, request.query);
      switch (call.operation) {
        case LambdaOperation::Invoke:
          return answer_invoke(call.function, request);
        case LambdaOperation::InvokeWithResponseStream:
          return answer_streaming(call.function, request);
        case LambdaOperation::GetFunction:
          return json_response(
              200, {{"Configuration",
                     function_configuration(find(call.function)->configuration(), scope())},
                    {"Code", {{"RepositoryType", "S3"}, {"Location", ""}}}});
        case LambdaOperation::GetFunctionConfiguration:
          return json_response(
              200, function_configuration(find(call.function)->configuration(), scope()));
        case LambdaOperation::ListFunctions:
          return list();
      }
    } catch (const AwsFault& fault) {
      return fault_response(fault);
    }
    return fault_response(AwsFault(500, "ServiceException", "Unexpected operation"));
  }

  ServerResponse list() {
    auto functions = nlohmann::ordered_json::array();
    const std::lock_guard lock(mutex_);
    for (const auto& [name, function] : functions_) {
      functions.push_back(function_configuration(function->configuration(), scope()));
    }
    return json_response(200, {{"Functions", std::move(functions)}, {"NextMarker", nullptr}});
  }

  ServerResponse answer_invoke(const FunctionReference& reference, ServerRequest& request) {
    const auto type = invocation_type(request.headers);
    auto caller = caller_context(request.headers);
    auto payload = read_payload(request, type);
    if (!payload.empty()) check_payload(payload);
    switch (type) {
      case InvocationType::DryRun:
        return answer_dry_run(reference);
      case InvocationType::Event: {
        ServerResponse response;
        response.status = 202;
        response.headers.set("x-amzn-RequestId",
                             invoke_async(reference, std::move(payload), std::move(caller), {}));
        return response;
      }
      case InvocationType::RequestResponse:
        break;
    }
    auto result = invoke(reference, std::move(payload), std::move(caller));
    const auto request_id = result.request_id;
    const bool with_log = request.headers.find("X-Amz-Log-Type") == "Tail";
    auto response = invocation_response(std::move(result), with_log);
    response.headers.set("x-amzn-RequestId", request_id);
    response.headers.set("X-Amzn-Trace-Id", trace_header(clock_.now(), random_));
    return response;
  }

  ServerResponse answer_dry_run(const FunctionReference& reference) {
    static_cast<void>(find(reference));
    ServerResponse response;
    response.status = 204;
    return response;
  }

  ServerResponse answer_streaming(const FunctionReference& reference, ServerRequest& http) {
    const auto type = streaming_invocation_type(http.headers);
    auto caller = caller_context(http.headers);
    auto payload = read_payload(http, type);
    if (!payload.empty()) check_payload(payload);
    if (type == InvocationType::DryRun) return answer_dry_run(reference);

    check_request_size(payload.size(), type);
    const auto invocation = request(reference, std::move(payload), std::move(caller));
    auto under_way = std::make_shared<StreamingInvocation>(
        [function = find(reference), invocation = invocation,
         call = std::make_shared<Call>(*this)](const std::shared_ptr<ResponsePipe>& pipe) mutable {
          // Let go of at the invocation's end: whoever reads the response may take longer.
          const auto held = std::pair(std::move(function), std::move(call));
          invocation.pipe = pipe;
          return held.first->invoke(invocation);
        });
    ServerResponse response;
    response.headers.set("Content-Type", "application/vnd.amazon.eventstream");
    response.headers.set("X-Amz-Executed-Version", "$LATEST");
    response.headers.set("x-amzn-RequestId", invocation.request_id);
    response.headers.set("X-Amzn-Trace-Id", trace_header(clock_.now(), random_));
    const bool with_log = http.headers.find("X-Amz-Log-Type") == "Tail";
    response.body = event_stream_body(std::move(under_way), with_log);
    return response;
  }

  static CallerContext caller_context(const HttpHeaders& headers) {
    return {client_context(headers), std::string(headers.find("X-Amz-Tenant-Id").value_or(""))};
  }

  static std::string read_payload(ServerRequest& request, InvocationType type) {
    try {
      return read_all(request.body, kMaxSyncRequest);
    } catch (const Error& error) {
      if (error.type() != "Request.TooLarge") throw;
      check_request_size(kMaxSyncRequest + 1, type);
      throw;
    }
  }

  LambdaOptions options_;
  Clock& clock_;
  RandomBits random_;
  std::mutex mutex_;
  std::condition_variable call_ended_;
  std::map<std::string, std::shared_ptr<Function>, std::less<>> functions_;
  std::size_t calls_ = 0;
  bool stopping_ = false;
  AsyncQueue queue_;
  Instruments instruments_;
};

LambdaService::LambdaService(LambdaOptions options, Clock& clock)
    : implementation_(std::make_unique<Implementation>(std::move(options), clock)) {}

LambdaService::~LambdaService() = default;

void LambdaService::add_function(FunctionConfiguration function) {
  implementation_->add_function(std::move(function));
}

std::string LambdaService::arn(std::string_view function_name) const {
  return function_arn(implementation_->scope(), function_name);
}

ServerResponse LambdaService::handle(ServerRequest& request) {
  return implementation_->handle(request);
}

InvocationResult LambdaService::invoke(std::string_view function, std::string payload) {
  return implementation_->invoke(reference_to(function), std::move(payload), {});
}

std::string LambdaService::invoke_async(std::string_view function, std::string payload,
                                        std::function<void(const InvocationResult&)> done) {
  return implementation_->invoke_async(reference_to(function), std::move(payload), {},
                                       std::move(done));
}

void LambdaService::stop() { implementation_->stop(); }

std::vector<ContractFinding> LambdaService::contract_findings() const {
  return implementation_->contract_findings();
}

void LambdaService::wait_until_idle() { implementation_->wait_until_idle(); }

}  // namespace shrike::local
