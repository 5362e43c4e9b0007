#pragma once

#include "infra/local/http_server.h"
#include "infra/local/lambda/function_manager.h"
#include "infra/local/lambda/invoker.h"
#include "infra/local/lambda/lambda_route.h"

namespace shrike::local {

/// Lambda's own API over HTTP: a request in, AWS's answer out. Thread-safe.
class LambdaApi {
 public:
  /// All of it outlives the API.
  LambdaApi(FunctionRegistry& registry, FunctionManager& manager, Invoker& invoker,
            Concurrency& concurrency, Clock& clock, RandomBits random)
      : registry_(registry),
        manager_(manager),
        invoker_(invoker),
        concurrency_(concurrency),
        clock_(clock),
        random_(std::move(random)) {}

  /// Refusals come back as Lambda words them.
  [[nodiscard]] ServerResponse handle(ServerRequest& request);

 private:
  [[nodiscard]] ServerResponse answer(ServerRequest& request);
  [[nodiscard]] ServerResponse invoke(const FunctionReference& function, ServerRequest& request);
  [[nodiscard]] ServerResponse stream(const FunctionReference& function, ServerRequest& request);
  [[nodiscard]] ServerResponse dry_run(const FunctionReference& function);
  [[nodiscard]] ServerResponse get_function(const FunctionReference& function);
  [[nodiscard]] ServerResponse get_configuration(const FunctionReference& function);
  [[nodiscard]] ServerResponse list_functions();
  [[nodiscard]] ServerResponse create_function(ServerRequest& request);
  [[nodiscard]] ServerResponse change_function(const LambdaCall& call, ServerRequest& request);
  [[nodiscard]] ServerResponse delete_function(const FunctionReference& function);
  [[nodiscard]] ServerResponse put_concurrency(const FunctionReference& function,
                                               ServerRequest& request);
  [[nodiscard]] ServerResponse get_concurrency(const FunctionReference& function);
  [[nodiscard]] ServerResponse delete_concurrency(const FunctionReference& function);
  /// Put forgets what was there, Update starts from it.
  [[nodiscard]] ServerResponse set_event_invoke(const FunctionReference& function,
                                                ServerRequest& request, bool update);
  [[nodiscard]] ServerResponse get_event_invoke(const FunctionReference& function);
  [[nodiscard]] ServerResponse list_event_invoke(const FunctionReference& function);
  [[nodiscard]] ServerResponse delete_event_invoke(const FunctionReference& function);
  [[nodiscard]] ServerResponse add_permission(const FunctionReference& function,
                                              ServerRequest& request);
  [[nodiscard]] ServerResponse get_policy(const FunctionReference& function);
  [[nodiscard]] ServerResponse remove_permission(const LambdaCall& call);

  /// Of a function that is there; throws as FunctionRegistry::find() does.
  [[nodiscard]] std::string arn_of(const FunctionReference& function) const;
  /// Throws AwsFault ResourceNotFoundException (404) where there is none.
  [[nodiscard]] EventInvokeConfig event_invoke_of(const FunctionReference& function) const;

  FunctionRegistry& registry_;
  FunctionManager& manager_;
  Invoker& invoker_;
  Concurrency& concurrency_;
  Clock& clock_;
  RandomBits random_;
};

}  // namespace shrike::local
