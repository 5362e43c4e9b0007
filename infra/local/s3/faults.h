#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "infra/local/aws_fault.h"
#include "runtime/http.h"

namespace shrike::local {

/// A fault whose answer carries headers of its own, such as x-amz-delete-marker.
class S3Fault final : public AwsFault {
 public:
  S3Fault(AwsFault fault, HttpHeaders headers)
      : AwsFault(std::move(fault)), headers_(std::move(headers)) {}
  [[nodiscard]] const HttpHeaders& headers() const noexcept { return headers_; }

 private:
  HttpHeaders headers_;
};

/// S3's refusals with its own words. Source: answers recorded from AWS in January 2025 and
/// February 2026, and the S3 API reference, "Error responses".
namespace faults {

[[nodiscard]] AwsFault no_such_bucket(const std::string& bucket);
[[nodiscard]] AwsFault no_such_key(const std::string& key);
[[nodiscard]] AwsFault no_such_version(const std::string& key, const std::string& version);
[[nodiscard]] AwsFault no_such_upload(const std::string& upload);
[[nodiscard]] AwsFault invalid_version(const std::string& version);
[[nodiscard]] AwsFault invalid_bucket_name(const std::string& bucket);
[[nodiscard]] AwsFault invalid_argument(std::string message, const std::string& name,
                                        const std::string& value);
[[nodiscard]] AwsFault invalid_request(std::string message);
[[nodiscard]] AwsFault malformed_xml();
[[nodiscard]] AwsFault incomplete_body();
[[nodiscard]] AwsFault entity_too_large(std::uint64_t size, std::uint64_t limit);
/// `condition` is the header, as S3 capitalises it: "If-Match", "x-amz-copy-source-If-Match".
[[nodiscard]] AwsFault precondition_failed(const std::string& condition);
[[nodiscard]] AwsFault conditional_conflict(const std::string& condition, const std::string& key);
/// A header that S3 knows but does not serve here.
[[nodiscard]] AwsFault header_not_implemented(const std::string& header,
                                              const std::string& additional_message = {});
/// An operation that S3 has and this does not: "GET ?acl of a bucket".
[[nodiscard]] AwsFault not_implemented(const std::string& operation);
[[nodiscard]] AwsFault method_not_allowed(const std::string& method, const std::string& resource);

}  // namespace faults

/// `<Error>` with code, message, details and both ids.
[[nodiscard]] std::string error_document(const AwsFault& fault, std::string_view request_id,
                                         std::string_view host_id);

}  // namespace shrike::local
