#pragma once

#include <chrono>
#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "handlers/aws/credentials.h"

namespace shrike::local {

/// Any operation of the services that are behind an endpoint, signed as any other client's: those
/// that the functions have no client for. Any thread may call it.
///
/// Throws what AwsClient throws: the error's type is `<Service>.<Code>`.
class ServiceClient {
 public:
  ServiceClient(std::string endpoint, std::string region, Credentials credentials)
      : endpoint_(std::move(endpoint)),
        region_(std::move(region)),
        credentials_(std::move(credentials)) {}

  /// DynamoDB's, SQS's and Step Functions' JSON protocol. `service` is the signing name, `target`
  /// the header: "AmazonSQS.CreateQueue".
  [[nodiscard]] nlohmann::json json(
      const std::string& service, const std::string& target, const nlohmann::json& input,
      std::chrono::milliseconds limit = std::chrono::minutes(1)) const;

  /// SNS's query protocol; the answer's XML.
  [[nodiscard]] std::string query(const std::string& action,
                                  const std::map<std::string, std::string>& parameters) const;

  /// Invokes a function and waits for its answer, or its error document.
  [[nodiscard]] std::string invoke(const std::string& function, const std::string& event) const;

 private:
  std::string endpoint_;
  std::string region_;
  Credentials credentials_;
};

}  // namespace shrike::local
