#include "infra/local/lambda/lambda_api.h"

#include <exception>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"
#include "infra/local/lambda/api_input.h"
#include "infra/local/lambda/ids.h"
#include "infra/local/lambda/invoke_api.h"
#include "infra/local/server_responses.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

ServerResponse no_content() {
  ServerResponse response;
  response.status = 204;
  return response;
}

std::string read_payload(ServerRequest& request, InvocationType type) {
  try {
    return read_all(request.body, kMaxSyncRequest);
  } catch (const Error& error) {
    if (error.type() != "Request.TooLarge") throw;
    check_request_size(kMaxSyncRequest + 1, type);
    throw;
  }
}

InvocationCall call_of(const FunctionReference& function, ServerRequest& request,
                       InvocationType type) {
  auto context = client_context(request.headers);
  auto payload = read_payload(request, type);
  if (!payload.empty()) check_payload(payload);
  return {.function = function,
          .payload = std::move(payload),
          .client_context = std::move(context),
          .tenant_id = std::string(request.headers.find("X-Amz-Tenant-Id").value_or(""))};
}

bool wants_log(const ServerRequest& request) {
  return request.headers.find("X-Amz-Log-Type") == "Tail";
}

nlohmann::ordered_json reserved_document(std::size_t executions) {
  return {{"ReservedConcurrentExecutions", executions}};
}

}  // namespace

ServerResponse LambdaApi::handle(ServerRequest& request) {
  auto response = answer(request);
  if (!response.headers.contains("x-amzn-RequestId")) {
    response.headers.set("x-amzn-RequestId", uuid(random_));
  }
  return response;
}

ServerResponse LambdaApi::answer(ServerRequest& request) {
  try {
    const auto call = parse_call(request.method, request.path, request.query);
    const auto& function = call.function;
    switch (call.operation) {
      case LambdaOperation::Invoke:
        return invoke(function, request);
      case LambdaOperation::InvokeWithResponseStream:
        return stream(function, request);
      case LambdaOperation::GetFunction:
        return get_function(function);
      case LambdaOperation::GetFunctionConfiguration:
        return get_configuration(function);
      case LambdaOperation::ListFunctions:
        return list_functions();
      case LambdaOperation::CreateFunction:
        return create_function(request);
      case LambdaOperation::UpdateFunctionConfiguration:
      case LambdaOperation::UpdateFunctionCode:
        return change_function(call, request);
      case LambdaOperation::DeleteFunction:
        return delete_function(function);
      case LambdaOperation::PutFunctionConcurrency:
        return put_concurrency(function, request);
      case LambdaOperation::GetFunctionConcurrency:
        return get_concurrency(function);
      case LambdaOperation::DeleteFunctionConcurrency:
        return delete_concurrency(function);
      case LambdaOperation::PutFunctionEventInvokeConfig:
        return set_event_invoke(function, request, false);
      case LambdaOperation::UpdateFunctionEventInvokeConfig:
        return set_event_invoke(function, request, true);
      case LambdaOperation::GetFunctionEventInvokeConfig:
        return get_event_invoke(function);
      case LambdaOperation::ListFunctionEventInvokeConfigs:
        return list_event_invoke(function);
      case LambdaOperation::DeleteFunctionEventInvokeConfig:
        return delete_event_invoke(function);
      case LambdaOperation::AddPermission:
        return add_permission(function, request);
      case LambdaOperation::GetPolicy:
        return get_policy(function);
      case LambdaOperation::RemovePermission:
        return remove_permission(call);
    }
  } catch (const AwsFault& fault) {
    return fault_response(fault);
  } catch (const std::exception&) {
    return fault_response(
        AwsFault(500, "ServiceException", "Service encountered an internal error"));
  }
  return fault_response(AwsFault(500, "ServiceException", "Unexpected operation"));
}

ServerResponse LambdaApi::invoke(const FunctionReference& function, ServerRequest& request) {
  const auto type = invocation_type(request.headers);
  auto call = call_of(function, request, type);
  if (type == InvocationType::DryRun) return dry_run(function);
  if (type == InvocationType::Event) {
    ServerResponse response;
    response.status = 202;
    response.headers.set("x-amzn-RequestId", invoker_.invoke_async(std::move(call)));
    return response;
  }
  auto result = invoker_.invoke(std::move(call));
  const auto request_id = result.request_id;
  const auto trace_id = result.trace_id;
  auto response = invocation_response(std::move(result), wants_log(request));
  response.headers.set("x-amzn-RequestId", request_id);
  response.headers.set("X-Amzn-Trace-Id", trace_id);
  return response;
}

ServerResponse LambdaApi::stream(const FunctionReference& function, ServerRequest& request) {
  const auto type = streaming_invocation_type(request.headers);
  auto call = call_of(function, request, type);
  if (type == InvocationType::DryRun) return dry_run(function);
  auto stream = invoker_.stream(std::move(call));
  ServerResponse response;
  response.headers.set("Content-Type", "application/vnd.amazon.eventstream");
  response.headers.set("X-Amz-Executed-Version", "$LATEST");
  response.headers.set("x-amzn-RequestId", stream.request_id);
  response.headers.set("X-Amzn-Trace-Id", stream.trace_id);
  response.body = event_stream_body(std::move(stream.invocation), wants_log(request));
  return response;
}

ServerResponse LambdaApi::dry_run(const FunctionReference& function) {
  static_cast<void>(registry_.find(function));
  return no_content();
}

ServerResponse LambdaApi::get_function(const FunctionReference& function) {
  const auto found = registry_.find(function);
  nlohmann::ordered_json document{
      {"Configuration", function_configuration(found->configuration(), registry_.scope())},
      {"Code", {{"RepositoryType", "S3"}, {"Location", ""}}}};
  if (const auto reserved = concurrency_.reserved(function.name)) {
    document["Concurrency"] = reserved_document(*reserved);
  }
  return json_response(200, document);
}

ServerResponse LambdaApi::get_configuration(const FunctionReference& function) {
  return json_response(
      200, function_configuration(registry_.find(function)->configuration(), registry_.scope()));
}

ServerResponse LambdaApi::list_functions() {
  auto functions = nlohmann::ordered_json::array();
  for (const auto& function : registry_.all()) {
    functions.push_back(function_configuration(function->configuration(), registry_.scope()));
  }
  return json_response(200, {{"Functions", std::move(functions)}, {"NextMarker", nullptr}});
}

ServerResponse LambdaApi::create_function(ServerRequest& request) {
  const auto function = manager_.create(read_all(request.body, kMaxCodeRequest));
  return json_response(201, function_configuration(function->configuration(), registry_.scope()));
}

ServerResponse LambdaApi::change_function(const LambdaCall& call, ServerRequest& request) {
  const auto body = read_all(request.body, kMaxCodeRequest);
  const auto function = call.operation == LambdaOperation::UpdateFunctionCode
                            ? manager_.change_code(call.function, body)
                            : manager_.change_configuration(call.function, body);
  return json_response(200, function_configuration(function->configuration(), registry_.scope()));
}

ServerResponse LambdaApi::delete_function(const FunctionReference& function) {
  manager_.remove(function);
  return no_content();
}

ServerResponse LambdaApi::put_concurrency(const FunctionReference& function,
                                          ServerRequest& request) {
  const auto input = ApiInput::parse(read_all(request.body, kMaxSyncRequest));
  static_cast<void>(registry_.find(function));
  const auto executions = input.whole("ReservedConcurrentExecutions", 0, kMaxReservedConcurrency);
  if (!executions) {
    throw validation_fault("null", "reservedConcurrentExecutions", "Member must not be null");
  }
  const auto reserved = static_cast<std::size_t>(*executions);
  concurrency_.reserve(function.name, reserved);
  return json_response(200, reserved_document(reserved));
}

ServerResponse LambdaApi::get_concurrency(const FunctionReference& function) {
  static_cast<void>(registry_.find(function));
  const auto reserved = concurrency_.reserved(function.name);
  return json_response(200,
                       reserved ? reserved_document(*reserved) : nlohmann::ordered_json::object());
}

ServerResponse LambdaApi::delete_concurrency(const FunctionReference& function) {
  static_cast<void>(registry_.find(function));
  concurrency_.unreserve(function.name);
  return no_content();
}

ServerResponse LambdaApi::set_event_invoke(const FunctionReference& function,
                                           ServerRequest& request, bool update) {
  const auto arn = arn_of(function);
  auto config = update ? event_invoke_of(function) : EventInvokeConfig{};
  apply_event_invoke_config(config, read_all(request.body, kMaxSyncRequest), arn);
  config.last_modified = clock_.now();
  registry_.set_event_invoke(function.name, config);
  return json_response(200, document_of(config, arn));
}

ServerResponse LambdaApi::get_event_invoke(const FunctionReference& function) {
  const auto arn = arn_of(function);
  return json_response(200, document_of(event_invoke_of(function), arn));
}

ServerResponse LambdaApi::list_event_invoke(const FunctionReference& function) {
  const auto arn = arn_of(function);
  auto configs = nlohmann::ordered_json::array();
  if (const auto config = registry_.event_invoke(function.name)) {
    configs.push_back(document_of(*config, arn));
  }
  return json_response(200, {{"FunctionEventInvokeConfigs", std::move(configs)}});
}

ServerResponse LambdaApi::delete_event_invoke(const FunctionReference& function) {
  static_cast<void>(arn_of(function));
  static_cast<void>(event_invoke_of(function));
  registry_.set_event_invoke(function.name, std::nullopt);
  return no_content();
}

ServerResponse LambdaApi::add_permission(const FunctionReference& function,
                                         ServerRequest& request) {
  auto statement = permission_statement(read_all(request.body, kMaxSyncRequest), arn_of(function));
  const auto document = statement.document.dump();
  registry_.change_policy(function,
                          [&](ResourcePolicy& policy) { policy.add(std::move(statement)); });
  return json_response(201, {{"Statement", document}});
}

ServerResponse LambdaApi::get_policy(const FunctionReference& function) {
  return json_response(200, {{"Policy", registry_.policy(function).text()}});
}

ServerResponse LambdaApi::remove_permission(const LambdaCall& call) {
  registry_.change_policy(call.function,
                          [&](ResourcePolicy& policy) { policy.remove(call.statement_id); });
  return no_content();
}

std::string LambdaApi::arn_of(const FunctionReference& function) const {
  static_cast<void>(registry_.find(function));
  return function_arn(registry_.scope(), function.name);
}

EventInvokeConfig LambdaApi::event_invoke_of(const FunctionReference& function) const {
  if (auto config = registry_.event_invoke(function.name)) return std::move(*config);
  throw AwsFault(404, "ResourceNotFoundException",
                 fmt::format("The function {} doesn't have an EventInvokeConfig",
                             function_arn(registry_.scope(), function.name, "$LATEST")));
}

}  // namespace shrike::local
