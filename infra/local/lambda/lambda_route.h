#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "infra/local/lambda/arn.h"

namespace shrike::local {

/// The operations of Lambda's API that the local one has.
enum class LambdaOperation : std::uint8_t {
  Invoke,
  InvokeWithResponseStream,
  GetFunction,
  GetFunctionConfiguration,
  ListFunctions,
  CreateFunction,
  UpdateFunctionConfiguration,
  UpdateFunctionCode,
  DeleteFunction,
  PutFunctionConcurrency,
  GetFunctionConcurrency,
  DeleteFunctionConcurrency,
  PutFunctionEventInvokeConfig,
  UpdateFunctionEventInvokeConfig,
  GetFunctionEventInvokeConfig,
  ListFunctionEventInvokeConfigs,
  DeleteFunctionEventInvokeConfig,
  AddPermission,
  GetPolicy,
  RemovePermission,
};

struct LambdaCall {
  LambdaOperation operation = LambdaOperation::ListFunctions;
  FunctionReference function;  ///< its qualifier from the path or from `?Qualifier=`
  std::string_view action = "lambda:ListFunctions";  ///< what IAM calls the operation
  std::string statement_id = {};                     ///< RemovePermission's
};

/// What a request asks for. `path` and `query` are raw. Throws AwsFault UnknownOperationException
/// (404), ValidationException (400).
[[nodiscard]] LambdaCall parse_call(std::string_view method, std::string_view path,
                                    std::string_view query);

}  // namespace shrike::local
