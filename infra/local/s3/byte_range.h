#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace shrike::local {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  ///< inclusive

  [[nodiscard]] std::uint64_t length() const noexcept { return last - first + 1; }
  bool operator==(const ByteRange&) const = default;
};

/// `Range: bytes=a-b`, `bytes=a-` or `bytes=-n`, cut to an object of `size` bytes. Nothing where S3
/// ignores the header and gives the whole object: several ranges, a last byte before the first,
/// anything malformed. Throws AwsFault InvalidRange (416) when no byte of it is there.
[[nodiscard]] std::optional<ByteRange> parse_range(std::string_view header, std::uint64_t size);

/// x-amz-copy-source-range, which must be `bytes=first-last` and lie within the source. Throws
/// AwsFault InvalidArgument or InvalidRequest (400).
[[nodiscard]] ByteRange parse_copy_range(std::string_view header, std::uint64_t size);

}  // namespace shrike::local
