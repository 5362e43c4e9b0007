#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "handlers/image/format.h"

namespace shrike {

/// One wanted rendition, such as `thumb:320x320,webp,q80`.
struct RenditionSpec {
  std::string name;          ///< [a-z0-9-]{1,32}, part of the output key
  std::optional<int> width;  ///< pixels, 1 … 16383; the image fits inside, and never grows
  std::optional<int> height;
  /// Nothing: that of the source where browsers show it, else PNG for a picture with alpha and JPEG
  /// for any other.
  std::optional<Format> format;
  int quality = 80;       ///< 1 … 100, where the format has one
  bool animated = false;  ///< keep the frames, where source and target can

  bool operator==(const RenditionSpec&) const = default;
};

/// Parses `name:WxH[,format][,qN][,animated]` joined by `;`. `Wx`, `xH` and `WxH` are sizes. Throws
/// Error "Config.Invalid" (Reject), naming the part and what is allowed there. Names are unique.
[[nodiscard]] std::vector<RenditionSpec> parse_renditions(std::string_view text);

}  // namespace shrike
