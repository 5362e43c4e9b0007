#include "infra/local/lambda/destination_record.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/utc_time.h"

namespace shrike::local {
namespace {

using nlohmann::ordered_json;

// "The first 1 KB of the error message"
constexpr std::size_t kMaxErrorMessage = 1024;

/// The JSON that `text` is; where it is none, the text.
ordered_json json_or_text(const std::string& text) {
  auto json = ordered_json::parse(text, nullptr, false);
  if (json.is_discarded()) return text;
  return json;
}

std::string error_message(const AsyncEnd& end) {
  if (!end.result) return std::string(to_string(end.condition));
  const auto document = ordered_json::parse(end.result->payload, nullptr, false);
  const bool told = document.is_object() && document.contains("errorMessage") &&
                    document["errorMessage"].is_string();
  const auto message = told ? document["errorMessage"].get<std::string>() : end.result->payload;
  return message.substr(0, kMaxErrorMessage);
}

ordered_json attribute(const char* type, std::string value) {
  return {{"DataType", type}, {"StringValue", std::move(value)}};
}

}  // namespace

ordered_json destination_record(const AsyncEnd& end, TimePoint now) {
  ordered_json record{
      {"version", "1.0"},
      {"timestamp", iso_date(now)},
      {"requestContext",
       {{"requestId", end.request_id},
        {"functionArn", end.function_arn + ":$LATEST"},
        {"condition", to_string(end.condition)},
        {"approximateInvokeCount", end.invocations}}},
      {"requestPayload", json_or_text(end.payload)},
  };
  if (!end.result) return record;
  record["responseContext"] = {{"statusCode", 200}, {"executedVersion", "$LATEST"}};
  if (end.result->function_error) {
    record["responseContext"]["functionError"] = *end.result->function_error;
  }
  record["responsePayload"] = json_or_text(end.result->payload);
  return record;
}

ordered_json dead_letter(const AsyncEnd& end) {
  return {{"MessageBody", end.payload},
          {"MessageAttributes",
           {{"RequestID", attribute("String", end.request_id)},
            {"ErrorCode", attribute("Number", end.result ? "200" : "429")},
            {"ErrorMessage", attribute("String", error_message(end))}}}};
}

}  // namespace shrike::local
