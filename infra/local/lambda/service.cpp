#include "infra/local/lambda/service.h"

#include <utility>

#include "infra/local/aws_fault.h"
#include "infra/local/lambda/invoker.h"
#include "infra/local/lambda/lambda_api.h"

namespace shrike::local {
namespace {

FunctionReference reference_to(std::string_view function) {
  if (auto reference = parse_function_reference(function)) return std::move(*reference);
  throw AwsFault(404, "ResourceNotFoundException", "Function not found: " + std::string(function));
}

}  // namespace

class LambdaService::Implementation {
 public:
  Implementation(LambdaOptions options, Clock& clock)
      : options_(std::move(options)),
        random_(random_bits()),
        instruments_{std::make_shared<FaultPlan>(options_.faults),
                     std::make_shared<ContractLedger>()},
        concurrency_(options_.account_concurrency),
        registry_({options_.region, options_.account_id},
                  [this, &clock](FunctionConfiguration configuration) {
                    return std::make_shared<Function>(std::move(configuration), options_,
                                                      instruments_, clock, random_);
                  }),
        invoker_(options_, registry_, concurrency_, clock, random_),
        manager_(registry_, concurrency_, options_, random_),
        api_(registry_, manager_, invoker_, concurrency_, clock, random_) {}

  void add_function(FunctionConfiguration configuration) {
    const auto name = configuration.name;
    const auto reserved = configuration.reserved_concurrency;
    registry_.add(std::move(configuration));
    if (reserved) concurrency_.reserve(name, *reserved);
  }

  void remove_function(std::string_view name) { manager_.remove(reference_to(name)); }

  [[nodiscard]] bool has_function(std::string_view function) const {
    try {
      return registry_.find(reference_to(function)) != nullptr;
    } catch (const AwsFault&) {
      return false;
    }
  }

  [[nodiscard]] const FunctionScope& scope() const { return registry_.scope(); }
  [[nodiscard]] Invoker& invoker() { return invoker_; }
  [[nodiscard]] LambdaApi& api() { return api_; }

  [[nodiscard]] std::vector<ContractFinding> contract_findings() const {
    return instruments_.ledger->findings();
  }

 private:
  const LambdaOptions options_;
  RandomBits random_;
  Instruments instruments_;
  Concurrency concurrency_;
  FunctionRegistry registry_;
  Invoker invoker_;
  FunctionManager manager_;
  LambdaApi api_;
};

LambdaService::LambdaService(LambdaOptions options, Clock& clock)
    : implementation_(std::make_unique<Implementation>(std::move(options), clock)) {}

LambdaService::~LambdaService() = default;

void LambdaService::add_function(FunctionConfiguration function) {
  implementation_->add_function(std::move(function));
}

void LambdaService::remove_function(std::string_view function_name) {
  implementation_->remove_function(function_name);
}

std::string LambdaService::arn(std::string_view function_name) const {
  return function_arn(implementation_->scope(), function_name);
}

bool LambdaService::has_function(std::string_view function) const {
  return implementation_->has_function(function);
}

ServerResponse LambdaService::handle(ServerRequest& request) {
  return implementation_->api().handle(request);
}

InvocationResult LambdaService::invoke(std::string_view function, std::string payload) {
  return implementation_->invoker().invoke(
      {.function = reference_to(function), .payload = std::move(payload)});
}

std::string LambdaService::invoke_async(std::string_view function, std::string payload,
                                        std::function<void(const InvocationResult&)> done) {
  return implementation_->invoker().invoke_async(
      {.function = reference_to(function), .payload = std::move(payload)}, std::move(done));
}

void LambdaService::stop() { implementation_->invoker().stop(); }

std::vector<ContractFinding> LambdaService::contract_findings() const {
  return implementation_->contract_findings();
}

void LambdaService::wait_until_idle() { implementation_->invoker().wait_until_idle(); }

}  // namespace shrike::local
