#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "handlers/aws/client.h"

namespace shrike {

/// One operation of AWS's JSON protocols.
struct JsonOperation {
  std::string version;  ///< "1.0" or "1.1"
  std::string target;   ///< "RekognitionService.DetectLabels"
};

/// Calls it and returns its answer. Throws as AwsClient::call does, with the code's suffix
/// "Exception" taken off the type; "Aws.InputInvalid" (Reject) for input that is not UTF-8, which
/// JSON cannot carry; "Service.Unavailable" (Retry) for an answer that is not a JSON object, or
/// over 8 MiB, or nested over 64 deep.
[[nodiscard]] nlohmann::json call_json(AwsClient& client, const JsonOperation& operation,
                                       const nlohmann::json& input, const CallScope& scope);

}  // namespace shrike
