#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/local/service_delays/latency_distribution.h"

namespace shrike::local {

/// How long the calls of an operation take.
struct OperationDelay {
  std::string operation;           ///< "s3.GetObject", "s3.*" or "*"
  LatencyDistribution first_byte;  ///< from the whole request to the answer's first byte
  /// At which the body of the request comes in and that of the answer goes out; nothing: at once.
  std::optional<double> bytes_per_second = {};
};

/// Reads a JSON document of operations and how long they take:
///
///     {"s3.GetObject": {"first_byte_ms": {"p50": 25, "p99": 80}, "bytes_per_second": 86000000,
///                       "source": "where the figures are from", "note": "…"},
///      "rekognition.*": {"first_byte_ms": {"p50": 490, "p99": 800}},
///      "*": {"first_byte_ms": {"p50": 20, "p99": 100}}}
///
/// A service is s3, lambda, rekognition, dynamodb, sns, sqs, states or sts, an operation is named
/// as IAM names the action that it needs, so that ListObjectsV2 is ListBucket; HeadObject has a
/// name of its own here. p50 is above 0, p99 not below it, both up to 600000 (10 minutes);
/// bytes_per_second is 1000 to 10^12. "source" (a text or several) and "note" are for readers.
///
/// Throws Error "Delays.Invalid" (Reject), which names the place and what is allowed there.
[[nodiscard]] std::vector<OperationDelay> parse_service_delays(std::string_view text);

}  // namespace shrike::local
