#pragma once

#include <optional>
#include <string>

#include "infra/local/http_server.h"
#include "infra/local/s3/model.h"
#include "infra/local/s3/xml.h"

namespace shrike::local {

[[nodiscard]] ServerResponse xml_response(std::string document);
[[nodiscard]] ServerResponse empty_response(int status);
[[nodiscard]] std::string quoted(const std::string& etag);

/// x-amz-version-id where the bucket is, or was, versioned.
void set_version(ServerResponse& response, const ObjectVersion& version, bool versioned);
/// x-amz-checksum-<algorithm> and its type.
void set_checksum(ServerResponse& response, const ObjectVersion& version);
/// `<ChecksumCRC32>` and the like, and `<ChecksumType>`.
void write_checksum(XmlWriter& xml, const std::optional<StoredChecksum>& checksum);
/// "crc64nvme" as documents and listings spell it: "CRC64NVME".
[[nodiscard]] std::string algorithm_name(const std::string& algorithm);
/// What S3 says on every write: encrypted at rest, as everything is.
void set_encryption(ServerResponse& response);

}  // namespace shrike::local
