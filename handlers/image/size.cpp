#include "handlers/image/size.h"

#include <algorithm>
#include <cmath>

namespace shrike {
namespace {

int scaled(int side, double scale) {
  return std::max(1, static_cast<int>(std::lround(side * scale)));
}

}  // namespace

Size fitted(Size source, std::optional<int> max_width, std::optional<int> max_height) {
  double scale = 1;
  if (max_width) scale = std::min(scale, static_cast<double>(*max_width) / source.width);
  if (max_height) scale = std::min(scale, static_cast<double>(*max_height) / source.height);
  return {.width = scaled(source.width, scale), .height = scaled(source.height, scale)};
}

int jpeg_shrink(Size source, Size target) {
  const double shrink = std::min(static_cast<double>(source.width) / target.width,
                                 static_cast<double>(source.height) / target.height);
  for (const int factor : {8, 4, 2}) {
    if (shrink >= factor + 1) return factor;
  }
  return 1;
}

}  // namespace shrike
