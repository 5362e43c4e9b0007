#include "handlers/image/camera_raw.h"

#include <cstddef>
#include <cstdint>

#include "handlers/image/tiff_directory.h"

namespace shrike {
namespace {

constexpr std::uint32_t kNewSubfileType = 254;
constexpr std::uint64_t kReducedResolution = 1;  // a bit of it
constexpr std::uint32_t kSubIfds = 330;
constexpr std::uint32_t kDngVersion = 50706;

// "CR" and version 2.0, where in other files pixels may begin.
constexpr std::size_t kCr2At = 8;
constexpr std::string_view kCr2("CR\x02\0", 4);

}  // namespace

bool is_camera_raw(std::string_view bytes) {
  if (bytes.size() > kCr2At && bytes.substr(kCr2At).starts_with(kCr2)) return true;
  const TiffDirectory directory(bytes);
  if (directory.has(kDngVersion)) return true;
  const bool reduced = (directory.first(kNewSubfileType).value_or(0) & kReducedResolution) != 0;
  return reduced && directory.has(kSubIfds);
}

}  // namespace shrike
