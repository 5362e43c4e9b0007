#pragma once

#include <string_view>

namespace shrike {

/// Whether what libvips or one of its decoders says of a failure means that the image is of a kind
/// that they do not decode, and not that it is damaged. They have no codes that tell; the texts are
/// those of libvips 8.14 to 8.18, libtiff 4 and libjpeg-turbo. A damaged image of which the header
/// claims such a kind is taken at its word.
[[nodiscard]] bool says_unsupported(std::string_view libvips_text);

}  // namespace shrike
