/// Signs the requests that it reads, for test_sigv4_botocore.py: a JSON object a line with the
/// members service, region, method, path, query, headers ([[name, value], …], Host among them),
/// body, token, seconds (since 1970) and, of a presigned URL, expires. Writes for each, on a line,
/// {"canonical","authorization"}, or {"canonical","query"} of a presigned one.
#include <chrono>
#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include "handlers/aws/sigv4.h"

namespace shrike::sigv4 {
namespace {

using nlohmann::json;

// As of AWS's published examples.
Credentials credentials_of(const json& entry) {
  return {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", entry.at("token")};
}

json signed_entry(const json& entry) {
  Request request{.method = entry.at("method"),
                  .path = entry.at("path"),
                  .query = entry.at("query"),
                  .headers = entry.at("headers"),
                  .payload_hash = sha256_hex(entry.at("body").get<std::string>())};
  const Scope scope{TimePoint(std::chrono::seconds(entry.at("seconds").get<std::int64_t>())),
                    entry.at("region"), entry.at("service")};
  const auto style = scope.service == "s3" ? PathStyle::S3 : PathStyle::Normalised;
  const auto canonical = [&] {
    return canonical_request(request, style, headers_to_sign(request));
  };
  if (entry.contains("expires")) {
    request.payload_hash = "UNSIGNED-PAYLOAD";
    presign(request, scope, credentials_of(entry), style,
            std::chrono::seconds(entry.at("expires").get<int>()));
    return {{"canonical", canonical()}, {"query", request.query}};
  }
  sign(request, scope, credentials_of(entry), style);
  return {{"canonical", canonical()}, {"authorization", request.headers.back().second}};
}

}  // namespace
}  // namespace shrike::sigv4

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << shrike::sigv4::signed_entry(nlohmann::json::parse(line)).dump() << '\n';
  }
}
