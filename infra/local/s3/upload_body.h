#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "infra/local/auth.h"
#include "infra/local/http_server.h"
#include "infra/local/s3/model.h"

namespace shrike::local {

/// The largest single upload. Source: S3 User Guide, "Uploading objects".
inline constexpr std::uint64_t kMaxUpload = 5ULL * 1024 * 1024 * 1024;

/// What a body turned out to be, all of it verified.
struct ReceivedBody {
  std::uint64_t size = 0;
  std::string md5;  ///< hex: the ETag of an object that came in one piece
  StoredChecksum checksum;
  bool checksum_stated = false;  ///< the client sent one, rather than leaving it to S3
};

/// Whose the x-amz-checksum-* headers of a document's request are: CompleteMultipartUpload states
/// the object's there.
enum class ChecksumHeaders { OfBody, OfObject };

/// Reads a request's body to its end, with the aws-chunked coding taken off, and verifies all that
/// the request says of it: length, Content-MD5, x-amz-content-sha256, x-amz-checksum-* in a header
/// or a trailer, the signatures of its chunks. What the sink got is worth nothing when this throws.
/// `algorithm` is the checksum to compute where the client states none.
///
/// Throws AwsFault as S3 words it: BadDigest, InvalidDigest, InvalidRequest, IncompleteBody,
/// EntityTooLarge, MissingContentLength, XAmzContentSHA256Mismatch, SignatureDoesNotMatch.
ReceivedBody receive_body(ServerRequest& request, const VerifiedRequest& verified,
                          const std::string& algorithm,
                          const std::function<void(std::string_view)>& sink,
                          ChecksumHeaders whose = ChecksumHeaders::OfBody);

/// The same for a document: whole, at most `limit` bytes, or MaxMessageLengthExceeded.
[[nodiscard]] std::string receive_document(ServerRequest& request, const VerifiedRequest& verified,
                                           std::uint64_t limit,
                                           ChecksumHeaders whose = ChecksumHeaders::OfBody);

/// Whether the request states Content-MD5 or a checksum, which some operations demand.
[[nodiscard]] bool states_checksum(const HttpHeaders& headers);

}  // namespace shrike::local
