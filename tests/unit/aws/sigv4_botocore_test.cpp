#include <chrono>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handlers/aws/sigv4.h"

namespace shrike::sigv4 {
namespace {

using nlohmann::json;

/// What generate_botocore_cases.py wrote.
json botocore_cases() {
  std::ifstream file(SHRIKE_SOURCE_DIR "/tests/fixtures/sigv4/botocore_cases.json");
  return json::parse(file);
}

Request request_of(const json& entry) {
  Request request{.method = entry.at("method"),
                  .path = entry.at("path"),
                  .query = entry.at("query"),
                  .headers = entry.at("headers"),
                  .payload_hash = sha256_hex(entry.at("body").get<std::string>())};
  request.headers.emplace_back("Host", entry.at("host"));
  return request;
}

TEST(SigV4, AgreesWithBotocoreOnGeneratedRequests) {
  const auto file = botocore_cases();
  ASSERT_GE(file.at("cases").size(), 300U);
  for (const auto& entry : file.at("cases")) {
    SCOPED_TRACE(entry.dump());
    auto request = request_of(entry);
    const Scope scope{
        .time = TimePoint(std::chrono::seconds(file.at("seconds_since_epoch").get<int>())),
        .region = entry.at("region"),
        .service = entry.at("service")};
    const Credentials credentials{.access_key_id = file.at("access_key_id"),
                                  .secret_access_key = file.at("secret_access_key"),
                                  .session_token = entry.at("session_token")};
    const auto style = scope.service == "s3" ? PathStyle::S3 : PathStyle::Normalised;

    std::string carrier;
    if (entry.value("presigned", false)) {
      request.payload_hash = "UNSIGNED-PAYLOAD";
      presign(request, scope, credentials, style,
              std::chrono::seconds(file.at("expires_seconds").get<int>()));
      carrier = request.query;
    } else {
      sign(request, scope, credentials, style);
      carrier = request.headers.back().second;
    }
    EXPECT_TRUE(carrier.ends_with("ignature=" + entry.at("signature").get<std::string>()))
        << canonical_request(request, style, headers_to_sign(request));
  }
}

TEST(UriEncode, SpellsKeysAsBotocoreDoes) {
  const auto file = botocore_cases();
  for (const auto& entry : file.at("cases")) {
    if (!entry.contains("key")) continue;
    EXPECT_EQ("/photos/" + uri_encode(entry.at("key").get<std::string>(), true),
              entry.at("path").get<std::string>());
  }
}

}  // namespace
}  // namespace shrike::sigv4
