#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "handlers/aws/s3.h"
#include "tests/unit/aws/fakes.h"

namespace shrike {

constexpr auto kNoLimit = std::numeric_limits<std::uint64_t>::max();
inline const std::string kNoSuchKey = "<Error><Code>NoSuchKey</Code></Error>";

class S3Test : public test::AwsFixture {
 protected:
  static ObjectRef object(std::string key, std::string version = {}) {
    return {BucketName("photos"), ObjectKey(std::move(key)), VersionId(std::move(version))};
  }

  ObjectInfo get(std::uint64_t limit = kNoLimit) {
    S3Client s3(client("s3"));
    return s3.get(object("k"), limit, scope(),
                  [this](const ObjectInfo&, std::string_view piece) { seen_ += piece; });
  }

  Error get_failure(std::uint64_t limit = kNoLimit) {
    return test::error_from([&] { get(limit); });
  }

  /// Headers of an answer that holds `size` bytes of an object whose CRC-32 is `crc32`.
  static HttpHeaders whole(std::size_t size, const std::string& crc32 = {}) {
    HttpHeaders headers{{"Content-Length", std::to_string(size)}, {"ETag", "\"e1\""}};
    if (!crc32.empty()) headers.add("x-amz-checksum-crc32", crc32);
    return headers;
  }

  static HttpHeaders range(const std::string& content_range) {
    return {{"Content-Range", content_range}, {"ETag", "\"e1\""}};
  }

  std::string seen_;
};

}  // namespace shrike
