#pragma once

#include <nlohmann/json_fwd.hpp>

namespace shrike {

/// How a document is built, by the few members that tell one shape from another. A document of a
/// shape may still turn out to be malformed.
enum class Shape {
  S3Records,
  SnsRecords,
  SqsRecords,
  S3Test,
  EventBridge,
  S3Batch,
  HttpPayload1,  ///< a REST API, or an HTTP API that is set to that format
  HttpPayload2,  ///< a function URL or an HTTP API
  SnsEnvelope,   ///< as a queue gets it from a topic
  Object,        ///< `{"bucket","key"}`
  Unknown,
};

[[nodiscard]] Shape shape_of(const nlohmann::json& document);

}  // namespace shrike
