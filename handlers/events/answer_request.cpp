#include <array>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "handlers/events/answer_sources.h"
#include "handlers/events/answer_text.h"
#include "handlers/events/bounded_json.h"

namespace shrike {
namespace {

using nlohmann::json;

constexpr std::string_view kMethods = "GET, POST, OPTIONS";
/// What browsers ask for on behalf of callers of an API of AWS: signatures, API keys.
constexpr std::string_view kRequestHeaders =
    "Authorization, Content-Type, X-Amz-Content-Sha256, X-Amz-Date, X-Amz-Security-Token, "
    "X-Api-Key";

struct Status {
  std::string_view type;  ///< of the Error, or its beginning
  int code;
};

/// The first that fits. What is not here is not the caller's fault.
constexpr std::array kStatuses{Status{"Event.MethodNotAllowed", 405},
                               Status{"Event.Outdated", 409},
                               Status{"Event.TooLarge", 413},
                               Status{"Event.UnexpectedBucket", 403},
                               Status{"Event.", 400},
                               Status{"Object.AccessDenied", 403},
                               Status{"Object.NotFound", 404},
                               Status{"Object.TooLarge", 413},
                               Status{"Object.", 422},
                               Status{"Bucket.NotFound", 404},
                               Status{"Image.TooLarge", 413},
                               Status{"Image.Unsupported", 415},
                               Status{"Image.", 422}};

constexpr int kServerError = 500;

int status_of(const Error& error) {
  if (error.retryable()) return 503;
  if (error.kind() == ErrorKind::Bug) return kServerError;
  for (const Status& status : kStatuses) {
    if (error.type().starts_with(status.type)) return status.code;
  }
  return kServerError;
}

std::string answer_of(int status, json headers, std::string body) {
  headers["Access-Control-Allow-Origin"] = "*";
  return answer_text({{"statusCode", status},
                      {"headers", std::move(headers)},
                      {"body", std::move(body)},
                      {"isBase64Encoded", false}});
}

std::string answer_with_error(const Error& error) {
  json headers{{"Content-Type", "application/json"}};
  const int status = status_of(error);
  if (status == 405) headers["Allow"] = kMethods;
  if (status == 503) headers["Retry-After"] = "1";
  // What went wrong on our side is the log's business, not a stranger's.
  const std::string reason =
      error.kind() == ErrorKind::Bug ? "The function failed; its log says why" : error.message();
  return answer_of(status, std::move(headers),
                   answer_text({{"errorType", error.type()}, {"errorMessage", reason}}));
}

/// A browser asks whether it may.
std::string answer_to_preflight() {
  return answer_of(204,
                   {{"Access-Control-Allow-Methods", kMethods},
                    {"Access-Control-Allow-Headers", kRequestHeaders}},
                   "");
}

}  // namespace

std::string answer_to_request(const ItemOutcome& outcome) {
  if (outcome.records.empty()) return answer_to_preflight();
  const RecordOutcome& record = outcome.records.front();
  if (record.error) return answer_with_error(*record.error);
  std::string text =
      record.document.contains("statusCode")
          ? answer_text(record.document)
          : answer_of(200, {{"Content-Type", "application/json"}}, answer_text(record.document));
  if (text.size() > kMaxPayloadBytes) {
    return answer_with_error({ErrorKind::Reject, "Function.ResponseSizeTooLarge",
                              "The answer is longer than Lambda carries"});
  }
  return text;
}

}  // namespace shrike
