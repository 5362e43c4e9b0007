#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "handlers/aws/client.h"

namespace shrike {

/// One operation of AWS's JSON protocols.
struct JsonOperation {
  std::string version;  ///< "1.0" or "1.1"
  std::string target;   ///< "RekognitionService.DetectLabels"
  /// The code of a refusal that is an answer: its document comes back, `__type` and all.
  std::string_view accepted_refusal = {};
};

/// JSON as AWS takes it. Throws Error "Aws.InputInvalid" (Reject) for a text that is not UTF-8.
[[nodiscard]] std::string aws_json(const nlohmann::json& input);

/// Calls it and returns its answer. Throws as AwsClient::call does, with the code's suffix
/// "Exception" taken off the type; as aws_json; "Service.Unavailable" (Retry) for an answer that is
/// not a JSON object, or over 8 MiB, or nested over 64 deep.
[[nodiscard]] nlohmann::json call_json(AwsClient& client, const JsonOperation& operation,
                                       const nlohmann::json& input, const CallScope& scope);

}  // namespace shrike
