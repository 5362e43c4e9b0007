#pragma once

#include <string>

#include "runtime/http.h"

namespace shrike {

/// A service's refusal, read from its answer: a code of letters, digits, `.`, `_` and `-`, and a
/// message of UTF-8 on one line, uncut: it may quote credentials, and half of one is not
/// recognised.
struct ServiceError {
  std::string code;        ///< never empty: where the answer names none, what its status says
  std::string message;     ///< may be empty
  std::string region;      ///< where a bucket says it lives: letters, digits and `-`, or empty
  std::string request_id;  ///< what AWS's support asks for; may be empty
};

/// Reads S3's and the query protocol's XML, the JSON protocols' documents and headers. Never
/// throws: of a body that is truncated, huge (only the first 64 KiB of XML are looked at, 8 MiB of
/// JSON: DynamoDB sends an item along), or no document at all, it takes what is there. A HEAD's
/// answer has no body, and its code comes from the status.
[[nodiscard]] ServiceError service_error_from(const HttpResponse& response);

}  // namespace shrike
