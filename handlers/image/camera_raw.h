#pragma once

#include <string_view>

namespace shrike {

/// Whether a TIFF is a camera's raw file (DNG, CR2, NEF, ARW and others that are made like it),
/// whose first directory has no more than a preview, often of 160x120 pixels: one of reduced
/// resolution (TIFF 6.0, NewSubfileType) whose picture is in SubIFDs, one with DNGVersion, or CR2's
/// header.
[[nodiscard]] bool is_camera_raw(std::string_view bytes);

}  // namespace shrike
