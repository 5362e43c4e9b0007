#include "infra/local/s3/copy_source.h"

#include "handlers/aws/checksum.h"
#include "infra/local/s3/conditions.h"
#include "infra/local/s3/digest.h"
#include "infra/local/s3/faults.h"
#include "runtime/percent.h"

namespace shrike::local {

CopySource parse_copy_source(std::string_view header) {
  constexpr std::string_view kVersion = "?versionId=";
  std::string_view rest = header;
  CopySource source;
  if (const std::size_t mark = rest.rfind(kVersion); mark != std::string_view::npos) {
    source.version_id = percent_decode(rest.substr(mark + kVersion.size()));
    rest = rest.substr(0, mark);
  }
  // The slash between bucket and key may be encoded too.
  const std::string decoded = percent_decode(rest);
  rest = decoded;
  if (rest.starts_with('/')) rest.remove_prefix(1);
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == rest.size()) {
    throw faults::invalid_argument(
        "Copy Source must mention the source bucket and key: "
        "sourcebucket/sourcekey",
        "x-amz-copy-source", std::string(header));
  }
  source.bucket = rest.substr(0, slash);
  source.key = rest.substr(slash + 1);
  return source;
}

FoundObject open_copy_source(const S3Context& context, const S3Request& request,
                             const CopySource& source) {
  FoundObject found = context.store.find(source.bucket, source.key, source.version_id);
  if (found.version.delete_marker) {
    if (source.version_id.empty()) throw faults::no_such_key(source.key);
    throw faults::invalid_request(
        "The source of a copy request may not specifically refer to a delete marker by version "
        "id.");
  }
  check_copy_source(request.http.headers, found.version, context.clock.now());
  return found;
}

ReceivedBody copy_bytes(const FoundObject& source, const ByteRange* range,
                        const std::string& algorithm, TemporaryFile& to) {
  ReceivedBody copied;
  copied.size = range != nullptr ? range->length() : source.version.size;
  copied.checksum.algorithm = algorithm;
  const auto checksum = make_checksum(algorithm);
  Digest md5(Digest::Kind::Md5);
  read_pieces(*source.file, range != nullptr ? range->first : 0, copied.size,
              [&](std::string_view piece) {
                md5.update(piece);
                checksum->update(piece);
                to.write(piece);
              });
  copied.md5 = to_hex(md5.finish());
  copied.checksum.base64 = checksum->base64();
  return copied;
}

}  // namespace shrike::local
