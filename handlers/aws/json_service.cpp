#include "handlers/aws/json_service.h"

#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "runtime/error.h"
#include "runtime/json_limits.h"

namespace shrike {
namespace {

using nlohmann::json;

/// Ten times DetectLabels' largest answer: 1,000 labels with all their instances.
constexpr std::size_t kMaxAnswer = std::size_t{8} * 1024 * 1024;
constexpr JsonLimits kLimits{.depth = 72, .values = 500'000};  // DynamoDB nests 32 levels, twice

json to_json(const std::string& text) {
  const Error malformed(ErrorKind::Retry, "Service.Unavailable",
                        "An AWS service's answer is not the JSON object it should be");
  if (text.size() > kMaxAnswer) throw Error(malformed);
  try {
    auto answer = parse_json(text, kLimits);
    if (answer.is_object()) return answer;
  } catch (const JsonRefused&) {
  }
  throw Error(malformed);
}

Error without_suffix(const Error& error) {
  constexpr std::string_view kSuffix = "Exception";
  auto type = error.type();
  if (type.ends_with(kSuffix)) type.resize(type.size() - kSuffix.size());
  return {error.kind(), std::move(type), error.message()};
}

}  // namespace

std::string aws_json(const json& input) {
  try {
    return input.dump();
  } catch (const json::type_error&) {
    throw Error(ErrorKind::Reject, "Aws.InputInvalid",
                "A text for an AWS service, such as an object's key, is not UTF-8");
  }
}

json call_json(AwsClient& client, const JsonOperation& operation, const json& input,
               const CallScope& scope) {
  const auto body = aws_json(input);
  const HttpRequest request{
      .method = "POST",
      .url = "/",
      .headers = {{"Content-Type", "application/x-amz-json-" + operation.version},
                  {"X-Amz-Target", operation.target}},
      .body = body};
  try {
    return to_json(client.call(request, scope, {operation.accepted_refusal}).body);
  } catch (const Error& error) {
    throw without_suffix(error);
  }
}

}  // namespace shrike
