#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shrike::local {

/// Objects as `aws s3` names them: `s3://bucket` or `s3://bucket/prefix`, nothing encoded.
struct S3Uri {
  std::string bucket;
  std::string prefix;  ///< literal, not a folder's name: "a" is the beginning of "ab" too
};

/// Nothing where the text does not begin with `s3://`. Throws Error "Bucket.NameInvalid" (Reject)
/// where no name follows.
[[nodiscard]] std::optional<S3Uri> s3_uri(std::string_view text);

}  // namespace shrike::local
