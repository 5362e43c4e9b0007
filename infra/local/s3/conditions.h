#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "infra/local/s3/model.h"
#include "runtime/clock.h"
#include "runtime/http.h"

namespace shrike::local {

enum class ReadVerdict { Proceed, NotModified };

/// If-Match, If-None-Match, If-Modified-Since and If-Unmodified-Since of a GET or HEAD, with RFC
/// 9110's precedence (§13.2.2). Throws AwsFault PreconditionFailed (412).
[[nodiscard]] ReadVerdict check_read(const HttpHeaders& headers, const ObjectVersion& version,
                                     TimePoint now);

/// x-amz-copy-source-if-*. Throws AwsFault PreconditionFailed (412), naming the header.
void check_copy_source(const HttpHeaders& headers, const ObjectVersion& version, TimePoint now);

/// If-Match or `If-None-Match: *` of a write. Source: answers recorded from AWS in February 2026.
struct WriteCondition {
  std::string if_match;        ///< an ETag without its quotes, `*` for any; empty: no condition
  bool if_none_match = false;  ///< only where there is no object

  [[nodiscard]] explicit operator bool() const { return if_none_match || !if_match.empty(); }
};

/// Throws AwsFault NotImplemented (501) for what S3 does not accept: any other If-None-Match,
/// `If-Match: *`, both at once.
[[nodiscard]] WriteCondition write_condition(const HttpHeaders& headers);

/// Of a DELETE, or of one object in a DeleteObjects: that there is the object with that ETag, with
/// `*` that there is one. Looks at the current version alone. Source: S3 User Guide, "How to
/// perform conditional deletes".
[[nodiscard]] WriteCondition delete_condition(std::string_view if_match);

/// Throws AwsFault PreconditionFailed (412), or NoSuchKey (404) where there is nothing to match.
void check_write(const WriteCondition& condition, const std::string& key, const KeyRecord& record);

}  // namespace shrike::local
