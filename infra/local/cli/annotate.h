#pragma once

#include <filesystem>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace shrike::local {

/// Writes the image with the boxes of its labels' instances drawn, as a JPEG. An image that cannot
/// be decoded writes nothing. Throws Error "File.Unwritable" (Reject).
void write_annotated(std::string_view image, const nlohmann::json& metadata,
                     const std::filesystem::path& path);

}  // namespace shrike::local
