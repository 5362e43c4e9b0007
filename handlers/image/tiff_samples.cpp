#include "handlers/image/tiff_samples.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "handlers/image/tiff_directory.h"

namespace shrike {
namespace {

constexpr std::uint32_t kExtraSamples = 338;
constexpr std::uint64_t kAssociatedAlpha = 1;
constexpr std::uint64_t kUnassociatedAlpha = 2;
constexpr std::size_t kMostSamples = 65'535;  // SamplesPerPixel is a SHORT

}  // namespace

std::optional<int> tiff_alpha_sample(std::string_view bytes) {
  const TiffDirectory directory(bytes);
  if (!directory.has(kExtraSamples)) return 0;
  const auto samples = directory.values(kExtraSamples, kMostSamples);
  const auto alpha = std::find_if(samples.begin(), samples.end(), [](std::uint64_t meaning) {
    return meaning == kAssociatedAlpha || meaning == kUnassociatedAlpha;
  });
  if (alpha == samples.end()) return std::nullopt;
  return static_cast<int>(alpha - samples.begin());
}

}  // namespace shrike
