#include "infra/local/lambda/delivery.h"

#include <utility>

namespace shrike::local {

ServerResponse render(const Delivery& delivery) {
  const auto deadline = std::to_string(delivery.deadline.time_since_epoch().count());
  ServerResponse response;
  response.headers.set("Content-Type", "application/json");
  const std::pair<const char*, const std::string&> headers[] = {
      {"Lambda-Runtime-Aws-Request-Id", delivery.request_id},
      {"Lambda-Runtime-Deadline-Ms", deadline},
      {"Lambda-Runtime-Invoked-Function-Arn", delivery.function_arn},
      {"Lambda-Runtime-Trace-Id", delivery.trace_id},
      {"Lambda-Runtime-Client-Context", delivery.client_context},
      {"Lambda-Runtime-Aws-Tenant-Id", delivery.tenant_id},
      {"Lambda-Runtime-Invocation-Id", delivery.invocation_id},
  };
  for (const auto& [name, value] : headers) {
    if (!value.empty()) response.headers.add(name, value);
  }
  response.body = delivery.payload;
  return response;
}

}  // namespace shrike::local
