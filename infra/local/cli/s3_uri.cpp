#include "infra/local/cli/s3_uri.h"

#include <fmt/format.h>

#include "runtime/error.h"

namespace shrike::local {

std::optional<S3Uri> s3_uri(std::string_view text) {
  constexpr std::string_view kScheme = "s3://";
  if (!text.starts_with(kScheme)) return std::nullopt;
  const auto place = text.substr(kScheme.size());
  const auto slash = place.find('/');
  const auto bucket = place.substr(0, slash);
  if (bucket.empty()) {
    throw Error(ErrorKind::Reject, "Bucket.NameInvalid",
                fmt::format("\"{}\" names no bucket: s3://bucket or s3://bucket/prefix", text));
  }
  return S3Uri{
      .bucket = std::string(bucket),
      .prefix = slash == std::string_view::npos ? "" : std::string(place.substr(slash + 1))};
}

}  // namespace shrike::local
