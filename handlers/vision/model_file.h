#pragma once

#include <filesystem>
#include <string>

namespace shrike::vision {

/// All bytes of a model's file. Throws Error "Model.Missing" (Reject), naming the file.
[[nodiscard]] std::string read_model_file(const std::filesystem::path& path);

}  // namespace shrike::vision
