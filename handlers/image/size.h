#pragma once

#include <optional>

namespace shrike {

/// Width and height in pixels.
struct Size {
  int width = 0;
  int height = 0;

  bool operator==(const Size&) const = default;
};

/// The largest size of the shape of `source` that is within the bounds and not larger than
/// `source`; at least one pixel a side. No bound means any.
[[nodiscard]] Size fitted(Size source, std::optional<int> max_width, std::optional<int> max_height);

/// How many times smaller libjpeg is to make a picture a side while it decodes: 1, 2, 4 or 8, but
/// never so much that nothing is left to scale with a better filter.
[[nodiscard]] int jpeg_shrink(Size source, Size target);

}  // namespace shrike
