#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "infra/local/s3/model.h"

namespace shrike::local {

/// The sidecar files: what a plain file cannot say of itself. JSON, one file a key and one a
/// bucket. The readers throw Error "Store.RecordInvalid" (Reject).
[[nodiscard]] std::string write_key_record(const std::string& key, const KeyRecord& record);
[[nodiscard]] std::pair<std::string, KeyRecord> read_key_record(std::string_view json);

[[nodiscard]] std::string write_bucket_settings(const BucketSettings& settings);
[[nodiscard]] BucketSettings read_bucket_settings(std::string_view json);

[[nodiscard]] std::string write_object_version(const ObjectVersion& version);
[[nodiscard]] ObjectVersion read_object_version(std::string_view json);

}  // namespace shrike::local
