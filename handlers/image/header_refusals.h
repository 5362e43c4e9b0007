#pragma once

#include <string_view>

#include "handlers/image/format.h"
#include "handlers/image/vips_image.h"

namespace shrike {

/// Refuses by its bytes what would cost too much to open, or would not be shown as what it is.
/// Throws Error (Reject) "Image.Unsupported" or "Image.TooLarge".
void require_harmless_header(std::string_view bytes, Format format);

/// Refuses samples that have no range which is known to go from black to white: signed ones, whole
/// numbers of 32 bits, and floating point but for RGB, which is linear and from 0 to 1. (Height
/// maps and measurements have them; their writers and readers agree on the range.) Throws Error
/// "Image.Unsupported" (Reject).
void require_known_range(const Image& image);

}  // namespace shrike
