#pragma once

#include <string_view>

#include "infra/local/aws_fault.h"
#include "infra/local/http_server.h"

namespace shrike::local {

/// A signature is verified in S3's words; the other services have their own for the same refusals.
[[nodiscard]] AwsFault in_words_of_json_services(const AwsFault& fault);
[[nodiscard]] AwsFault in_words_of_query_services(const AwsFault& fault);

/// Of credentials that have run out, in S3's words.
[[nodiscard]] AwsFault expired_token();

/// AccessDenied as AccessControl words it, under the code and status of the service that refuses.
[[nodiscard]] AwsFault denied_by_json_service(std::string_view service, const AwsFault& denied);
[[nodiscard]] AwsFault denied_by_query_service(std::string_view service, const AwsFault& denied);

/// The error document of AWS's JSON protocols.
[[nodiscard]] ServerResponse json_fault(const AwsFault& fault);

/// The error document of the query protocol, which SNS and STS speak: XML.
[[nodiscard]] ServerResponse query_fault(const AwsFault& fault);

}  // namespace shrike::local
