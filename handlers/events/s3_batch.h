#pragma once

#include <nlohmann/json_fwd.hpp>

#include "handlers/events/event.h"

namespace shrike {

/// Reads an invocation of S3 Batch Operations, schema 1.0 (`s3BucketArn`) or 2.0 (`s3Bucket`, user
/// arguments), an item for each task. Keys are percent-encoded; a `+` in one stays a plus, and a
/// space is the key's other reading. Whatever is malformed ends up in an item, so that the job's
/// tasks can be answered for.
///
/// Source: S3 User Guide, "Invoke AWS Lambda function".
[[nodiscard]] Event read_s3_batch(const nlohmann::json& document);

}  // namespace shrike
