#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/http.h"

namespace shrike {

/// A checksum of bytes that come piece by piece.
class Checksum {
 public:
  Checksum() = default;
  Checksum(const Checksum&) = delete;
  Checksum& operator=(const Checksum&) = delete;
  Checksum(Checksum&&) = delete;
  Checksum& operator=(Checksum&&) = delete;
  virtual ~Checksum() = default;

  virtual void update(std::string_view bytes) = 0;
  /// Big-endian in base64, as S3's headers carry it. Once, at the end.
  [[nodiscard]] virtual std::string base64() = 0;
};

/// By S3's name for it: "crc32", "crc32c", "crc64nvme", "sha1", "sha256"; null for any other.
[[nodiscard]] std::unique_ptr<Checksum> make_checksum(std::string_view algorithm);

/// What S3 says an object's checksum is, and the means to check it.
struct StatedChecksum {
  std::string algorithm;
  std::string base64;
  std::unique_ptr<Checksum> computed;
};

/// The first of the above that an answer's x-amz-checksum-* headers state of the whole object. A
/// composite checksum, of a multipart upload's parts, says nothing that can be checked in passing.
[[nodiscard]] std::optional<StatedChecksum> stated_checksum(const HttpHeaders& headers);

}  // namespace shrike
