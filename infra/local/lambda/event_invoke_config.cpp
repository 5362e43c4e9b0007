#include "infra/local/lambda/event_invoke_config.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"
#include "infra/local/lambda/api_input.h"
#include "infra/local/resource_arn.h"

namespace shrike::local {
namespace {

constexpr std::array<std::string_view, 4> kDestinationServices{"events", "lambda", "sns", "sqs"};

AwsFault invalid(std::string message) {
  return {400, "InvalidParameterValueException", std::move(message)};
}

std::string destination(const ApiInput& side) { return side.text("Destination").value_or(""); }

nlohmann::ordered_json side_document(const std::string& arn) {
  auto document = nlohmann::ordered_json::object();
  if (!arn.empty()) document["Destination"] = arn;
  return document;
}

}  // namespace

void check_destination(std::string_view arn, bool bucket_allowed, std::string_view function_arn) {
  if (arn.empty()) return;
  const auto parsed = parse_resource_arn(arn);
  const bool known = parsed && (std::find(kDestinationServices.begin(), kDestinationServices.end(),
                                          parsed->service) != kDestinationServices.end() ||
                                (bucket_allowed && parsed->service == "s3"));
  if (!known)
    throw invalid(
        fmt::format("The provided destination config DestinationConfig is "
                    "invalid: {}",
                    arn));
  if (arn.starts_with(function_arn) &&
      (arn.size() == function_arn.size() || arn[function_arn.size()] == ':')) {
    throw invalid("You can't specify the function as a destination for itself.");
  }
}

void apply_event_invoke_config(EventInvokeConfig& config, std::string_view body,
                               std::string_view function_arn) {
  const auto input = ApiInput::parse(body);
  const auto retries = input.whole("MaximumRetryAttempts", 0, 2);
  const auto age = input.whole("MaximumEventAgeInSeconds", 60, 21'600);
  const auto destinations = input.object("DestinationConfig");
  if (!retries && !age && !destinations) {
    throw invalid("You must specify at least one of error handling or destination setting.");
  }
  auto changed = config;
  if (retries) changed.maximum_retry_attempts = static_cast<int>(*retries);
  if (age) changed.maximum_event_age = std::chrono::seconds(*age);
  if (destinations) {
    if (const auto side = destinations->object("OnSuccess"))
      changed.on_success = destination(*side);
    if (const auto side = destinations->object("OnFailure"))
      changed.on_failure = destination(*side);
  }
  check_destination(changed.on_success, false, function_arn);
  check_destination(changed.on_failure, true, function_arn);
  config = std::move(changed);
}

nlohmann::ordered_json document_of(const EventInvokeConfig& config, std::string_view function_arn) {
  const auto milliseconds = config.last_modified.time_since_epoch().count();
  nlohmann::ordered_json document{{"LastModified", static_cast<double>(milliseconds) / 1000},
                                  {"FunctionArn", fmt::format("{}:$LATEST", function_arn)}};
  if (config.maximum_retry_attempts) {
    document["MaximumRetryAttempts"] = *config.maximum_retry_attempts;
  }
  if (config.maximum_event_age) {
    document["MaximumEventAgeInSeconds"] = config.maximum_event_age->count();
  }
  document["DestinationConfig"] = {{"OnSuccess", side_document(config.on_success)},
                                   {"OnFailure", side_document(config.on_failure)}};
  return document;
}

}  // namespace shrike::local
