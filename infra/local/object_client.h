#pragma once

#include <string>
#include <string_view>

#include "handlers/aws/s3.h"
#include "runtime/clock.h"
#include "runtime/http_curl.h"
#include "runtime/log.h"

namespace shrike::local {

/// An ordinary S3 client of the running cloud, over HTTP and signed as any other. Not for several
/// threads at once.
class ObjectClient {
 public:
  ObjectClient(std::string endpoint, std::string region, Credentials credentials);

  /// All throw what S3Client throws.
  void put(const std::string& bucket, const std::string& key, std::string_view bytes,
           const std::string& content_type = "application/octet-stream");
  /// An empty version is the newest.
  [[nodiscard]] std::string get(const std::string& bucket, const std::string& key,
                                const std::string& version = {});
  /// S3Client::list()
  [[nodiscard]] ListedPage list(const std::string& bucket, const std::string& prefix,
                                const std::string& continuation);

 private:
  [[nodiscard]] CallScope scope() const;

  Credentials credentials_;
  SystemClock clock_;
  CurlTransport transport_;
  Logger logger_;
  S3Client client_;
};

}  // namespace shrike::local
