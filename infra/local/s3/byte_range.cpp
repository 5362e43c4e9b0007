#include "infra/local/s3/byte_range.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "infra/local/s3/faults.h"
#include "runtime/number.h"

namespace shrike::local {
namespace {

/// Both numbers of `bytes=a-b` as they stand.
struct Numbers {
  std::optional<std::uint64_t> first;
  std::optional<std::uint64_t> last;
};

std::optional<Numbers> parse_numbers(std::string_view header) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit)) return std::nullopt;
  header.remove_prefix(kUnit.size());
  const std::size_t dash = header.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  Numbers numbers;
  const auto parse = [](std::string_view text, std::optional<std::uint64_t>& number) {
    if (text.empty()) return true;
    if (text.find_first_not_of("0123456789") != std::string_view::npos) return false;
    // More than fits is beyond every object.
    number = parse_number<std::uint64_t>(text).value_or(UINT64_MAX);
    return true;
  };
  if (!parse(header.substr(0, dash), numbers.first) ||
      !parse(header.substr(dash + 1), numbers.last) || (!numbers.first && !numbers.last)) {
    return std::nullopt;
  }
  return numbers;
}

}  // namespace

std::optional<ByteRange> parse_range(std::string_view header, std::uint64_t size) {
  const std::optional<Numbers> numbers = parse_numbers(header);
  if (!numbers) return std::nullopt;
  const AwsFault unsatisfiable(
      416, "InvalidRange", "The requested range is not satisfiable",
      {{"RangeRequested", std::string(header)}, {"ActualObjectSize", std::to_string(size)}});
  if (!numbers->first) {
    const std::uint64_t length = std::min(numbers->last.value_or(0), size);
    if (length == 0) throw unsatisfiable;
    return ByteRange{.first = size - length, .last = size - 1};
  }
  if (numbers->last && *numbers->last < *numbers->first) return std::nullopt;
  if (*numbers->first >= size) throw unsatisfiable;
  return ByteRange{.first = *numbers->first,
                   .last = std::min(numbers->last.value_or(size - 1), size - 1)};
}

ByteRange parse_copy_range(std::string_view header, std::uint64_t size) {
  constexpr const char* kName = "x-amz-copy-source-range";
  const std::optional<Numbers> numbers = parse_numbers(header);
  if (!numbers || !numbers->first || !numbers->last || *numbers->last < *numbers->first) {
    throw faults::invalid_argument(
        "The x-amz-copy-source-range value must be of the form bytes=first-last where first and "
        "last are the zero-based offsets of the first and last bytes to copy",
        kName, std::string(header));
  }
  if (*numbers->first >= size) {
    throw faults::invalid_request("The specified copy range is invalid for the source object size");
  }
  if (*numbers->last >= size) {
    throw faults::invalid_argument(
        fmt::format("Range specified is not valid for source object of size: {}", size), kName,
        std::string(header));
  }
  return {.first = *numbers->first, .last = *numbers->last};
}

}  // namespace shrike::local
