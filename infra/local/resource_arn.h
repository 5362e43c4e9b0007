#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shrike::local {

/// `arn:partition:service:region:account:resource`; S3 leaves region and account empty.
struct ResourceArn {
  std::string service;
  std::string region;
  std::string account_id;
  std::string resource;

  /// The last part of `resource`: a queue's, topic's, bus's, function's or bucket's name.
  [[nodiscard]] std::string name() const;
};

/// Nothing where a part is missing or holds what an ARN cannot: only A-Z a-z 0-9 and -_./:$*+ stand
/// there, and no part of the resource is `.` or `..`. Up to 350 bytes.
[[nodiscard]] std::optional<ResourceArn> parse_resource_arn(std::string_view text);

}  // namespace shrike::local
