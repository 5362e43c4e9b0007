#include "handlers/image/tiff_strips.h"

#include <algorithm>
#include <cstdint>

#include "handlers/image/tiff_directory.h"

namespace shrike {
namespace {

constexpr std::uint32_t kCompression = 259;
constexpr std::uint32_t kRowsPerStrip = 278;
constexpr std::uint32_t kTileLength = 323;
constexpr std::uint32_t kUncompressed = 1;

}  // namespace

int tiff_rows_at_once(std::string_view bytes, int height) {
  const TiffDirectory directory(bytes);
  if (!directory.readable()) return height;
  if (directory.first(kCompression) == kUncompressed) return 1;
  const std::uint64_t rows =
      directory.first(kTileLength).value_or(directory.first(kRowsPerStrip).value_or(0));
  const auto all = static_cast<std::uint64_t>(std::max(height, 0));
  return rows == 0 ? height : static_cast<int>(std::min(rows, all));
}

}  // namespace shrike
