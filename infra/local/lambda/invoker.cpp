#include "infra/local/lambda/invoker.h"

#include <utility>

#include <fmt/format.h>

#include "infra/local/aws_fault.h"
#include "infra/local/lambda/invoke_api.h"

namespace shrike::local {

/// An invocation that stop() waits for.
class Invoker::UnderWay {
 public:
  explicit UnderWay(Invoker& invoker) : invoker_(invoker) {
    const std::lock_guard lock(invoker_.mutex_);
    ++invoker_.under_way_;
  }
  ~UnderWay() {
    const std::lock_guard lock(invoker_.mutex_);
    --invoker_.under_way_;
    invoker_.ended_.notify_all();
  }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;
  UnderWay(UnderWay&&) = delete;
  UnderWay& operator=(UnderWay&&) = delete;

 private:
  Invoker& invoker_;
};

Invoker::Invoker(const LambdaOptions& options, FunctionRegistry& registry, Concurrency& concurrency,
                 Clock& clock, RandomBits random)
    : registry_(registry),
      concurrency_(concurrency),
      clock_(clock),
      random_(std::move(random)),
      async_(
          concurrency_limit(options.max_concurrency),
          AsyncLimits{.retry_delay = options.retry_delay, .throttle_delay = options.throttle_delay},
          [this](const std::string& function) { return async_settings(function); },
          destinations(options), clock) {}

InvocationResult Invoker::invoke(InvocationCall call) {
  check_request_size(call.payload.size(), InvocationType::RequestResponse);
  const auto reference = call.function;
  const UnderWay under_way(*this);
  return run(reference, request(std::move(call)));
}

Invoker::Stream Invoker::stream(InvocationCall call) {
  check_request_size(call.payload.size(), InvocationType::RequestResponse);
  auto reference = call.function;
  auto invocation = request(std::move(call));
  auto request_id = invocation.request_id;
  auto trace_id = invocation.trace_id;
  auto under_way = std::make_shared<UnderWay>(*this);
  return {
      std::move(request_id), std::move(trace_id),
      std::make_shared<StreamingInvocation>(
          [this, reference = std::move(reference), invocation = std::move(invocation),
           under_way = std::move(under_way)](const std::shared_ptr<ResponsePipe>& pipe) mutable {
            // Over at the invocation's end: whoever reads the response may take longer.
            const auto held = std::move(under_way);
            invocation.pipe = pipe;
            return run(reference, invocation);
          })};
}

std::string Invoker::invoke_async(InvocationCall call, InvocationDone done) {
  check_request_size(call.payload.size(), InvocationType::Event);
  static_cast<void>(registry_.find(call.function));
  const auto reference = call.function;
  auto invocation = request(std::move(call));
  auto request_id = invocation.request_id;
  async_.push({.function = reference.name,
               .function_arn = function_arn(registry_.scope(), reference.name),
               .request = std::move(invocation),
               .run = [this, reference](
                          const InvocationRequest& request) { return run(reference, request); },
               .done = std::move(done)});
  return request_id;
}

void Invoker::stop() {
  async_.close();
  registry_.stop();
  async_.stop();
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [&] { return under_way_ == 0; });
}

InvocationRequest Invoker::request(InvocationCall call) const {
  return {
      .request_id = uuid(random_),
      .trace_id = trace_header(clock_.now(), random_),
      .payload = call.payload.empty() ? "{}" : std::move(call.payload),
      .function_arn = function_arn(registry_.scope(), call.function.name, call.function.qualifier),
      .client_context = std::move(call.client_context),
      .tenant_id = std::move(call.tenant_id)};
}

InvocationResult Invoker::run(const FunctionReference& reference,
                              const InvocationRequest& request) {
  auto function = registry_.find(reference);
  const auto slot = concurrency_.take(reference.name);
  while (true) {
    if (auto result = function->invoke(request)) {
      result->trace_id = request.trace_id;
      return std::move(*result);
    }
    // It was changed while the invocation waited for a slot.
    function = registry_.find(reference);
  }
}

AsyncSettings Invoker::async_settings(const std::string& function) const {
  const auto found = registry_.find({.name = function, .qualifier = {}, .scope = {}});
  return {.config = registry_.event_invoke(function).value_or(EventInvokeConfig{}),
          .dead_letter_target = found->configuration().dead_letter_target,
          .nothing_may_run = concurrency_.reserved(function) == std::size_t{0}};
}

Destinations Invoker::destinations(const LambdaOptions& options) {
  return {{.invoke =
               [this](const std::string& arn, std::string record) {
                 auto reference = parse_function_reference(arn);
                 if (!reference) throw AwsFault(404, "ResourceNotFoundException", "no function");
                 invoke_async({.function = std::move(*reference), .payload = std::move(record)});
               },
           .put_object = options.put_object,
           .send_message = options.send_message,
           .folder = options.records,
           .on_failed =
               [&on_log = options.on_log](const std::string& function, const std::string& arn,
                                          std::string_view reason) {
                 if (on_log) on_log(function, fmt::format("No record went to {}: {}", arn, reason));
               },
           .permit = options.permit_destination},
          random_};
}

}  // namespace shrike::local
