#pragma once

namespace shrike {

/// Whether this build of libvips decodes HEVC, which is what HEIC photographs hold. libvips opens
/// their headers either way and has no function that tells, so the first call decodes a picture of
/// 64x64 pixels; later ones know.
[[nodiscard]] bool can_decode_hevc();

}  // namespace shrike
