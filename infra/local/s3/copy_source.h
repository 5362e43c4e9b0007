#pragma once

#include <string>
#include <string_view>

#include "infra/local/s3/byte_range.h"
#include "infra/local/s3/context.h"
#include "infra/local/s3/upload_body.h"

namespace shrike::local {

/// What x-amz-copy-source names.
struct CopySource {
  std::string bucket;
  std::string key;
  std::string version_id;
};

/// `[/]bucket/key[?versionId=id]`, percent-encoded. Throws AwsFault InvalidArgument.
[[nodiscard]] CopySource parse_copy_source(std::string_view header);

/// The source, its conditions met. Throws AwsFault NoSuchKey, InvalidRequest for a delete marker
/// named by its id, PreconditionFailed.
[[nodiscard]] FoundObject open_copy_source(const S3Context& context, const S3Request& request,
                                           const CopySource& source);

/// Copies the bytes, with their MD5 and the checksum that is wanted.
ReceivedBody copy_bytes(const FoundObject& source, const ByteRange* range,
                        const std::string& algorithm, TemporaryFile& to);

}  // namespace shrike::local
