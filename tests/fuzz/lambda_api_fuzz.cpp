/// A request of Lambda's API: method, path, query, then its body.
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "infra/local/events/sqs_batch.h"
#include "infra/local/lambda/arn.h"
#include "infra/local/lambda/event_invoke_config.h"
#include "infra/local/lambda/lambda_route.h"
#include "infra/local/lambda/runtime_call.h"
#include "infra/local/resource_arn.h"
#include "tests/fuzz/fuzz_local.h"

namespace shrike::local {
namespace {

using fuzz::require;

constexpr std::string_view kFunction = "arn:aws:lambda:us-east-1:000000000000:function:process";

void check_reference(std::string_view text) {
  const auto reference = parse_function_reference(text);
  if (!reference) return;
  require(!reference->name.empty() && reference->name.size() <= 64, "a function has a name");
  const FunctionScope scope{"us-east-1", "000000000000"};
  const auto again =
      parse_function_reference(function_arn(scope, reference->name, reference->qualifier));
  require(again && again->name == reference->name && again->qualifier == reference->qualifier &&
              again->scope.region == scope.region,
          "an ARN is read as it is written");
}

void check_config(std::string_view body) {
  EventInvokeConfig config;
  apply_event_invoke_config(config, body, kFunction);
  require(!config.maximum_retry_attempts ||
              (*config.maximum_retry_attempts >= 0 && *config.maximum_retry_attempts <= 2),
          "an event is tried again twice at most");
  EventInvokeConfig again;
  apply_event_invoke_config(again, document_of(config, kFunction).dump(), kFunction);
  require(document_of(again, kFunction) == document_of(config, kFunction),
          "a configuration is read as it is told");
}

}  // namespace
}  // namespace shrike::local

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  using namespace shrike::local;
  fuzz::Input input(data, size);
  const auto method = input.line();
  const auto path = input.line();
  const auto query = input.line();
  const auto body = input.rest();

  fuzz::allow_fault([&] { static_cast<void>(parse_call(method, path, query)); });
  static_cast<void>(parse_runtime_path(path));
  check_reference(path);
  if (const auto arn = parse_resource_arn(path)) {
    fuzz::require(arn->resource.find("..") == std::string::npos || arn->name() != "..",
                  "no ARN's name leads out of a folder");
  }
  const std::set<std::string> messages{"1", "2"};
  for (const std::string& failed : failed_messages(body, messages)) {
    fuzz::require(messages.contains(failed), "only what was delivered can have failed");
  }
  return fuzz::allow_fault([&] { check_config(body); });
}
