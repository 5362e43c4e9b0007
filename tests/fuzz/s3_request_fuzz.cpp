/// A request of S3: its Host, its path, its query, the size of the object, its headers.
#include <string>

#include "infra/local/s3/byte_range.h"
#include "infra/local/s3/conditions.h"
#include "infra/local/s3/copy_source.h"
#include "infra/local/s3/object_headers.h"
#include "infra/local/s3/request.h"
#include "tests/fuzz/fuzz_local.h"

namespace shrike::local {
namespace {

using fuzz::require;

void check_address(std::string_view host, std::string_view path) {
  const S3Address address = parse_address(host, path);
  require(address.key.size() <= 1024, "a key has at most 1,024 bytes");
  check_bucket_name(address.bucket);
  require(address.bucket.find_first_of("/%\\:") == std::string::npos && address.bucket != "..",
          "a bucket that passes is one folder's name");
}

void check_ranges(std::string_view range, std::uint64_t size) {
  const auto within = [size](const ByteRange& found) {
    return found.first <= found.last && found.last < size;
  };
  fuzz::allow_fault([&] {
    if (const auto found = parse_range(range, size)) {
      require(within(*found), "a range lies within its object");
    }
  });
  fuzz::allow_fault(
      [&] { require(within(parse_copy_range(range, size)), "so does one of a copy"); });
}

}  // namespace
}  // namespace shrike::local

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  using namespace shrike::local;
  fuzz::Input input(data, size);
  const auto host = input.line();
  const auto path = input.line();
  const auto query = input.line();
  const std::uint64_t object_size = input.line().size() * 1000 + 1;
  const HttpHeaders headers = fuzz::read_headers(input);
  const auto value = [&](std::string_view name) { return headers.find(name).value_or(""); };

  fuzz::allow_fault([&] { check_address(host, path); });
  check_ranges(value("Range"), object_size);
  fuzz::allow_fault([&] {
    const CopySource source = parse_copy_source(value("x-amz-copy-source"));
    fuzz::require(!source.bucket.empty() && !source.key.empty(), "a copy names its source");
  });
  fuzz::allow_fault([&] {
    fuzz::require(parse_tags(value("x-amz-tagging")).size() <= 10, "an object has ten tags");
  });
  fuzz::allow_fault([&] { static_cast<void>(write_condition(headers)); });
  ObjectVersion version;
  version.etag = "9a0364b9e99bb480dd25e1f0284c8555";
  fuzz::allow_fault([&] { static_cast<void>(check_read(headers, version, TimePoint{})); });
  fuzz::allow_fault([&] { check_copy_source(headers, version, TimePoint{}); });
  return fuzz::allow_fault([&] {
    ServerResponse response;
    override_headers(response, QueryParameters(query));
  });
}
