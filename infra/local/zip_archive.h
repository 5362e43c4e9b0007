#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace shrike::local {

/// Unpacks a ZIP archive into `folder`, which is made. Files are stored or deflated, and keep the
/// permissions that the archive gives them; without any they are executable, as one does not know.
///
/// Throws Error (Reject): "Zip.Invalid" for what is no archive, is cut or damaged, or names a place
/// outside `folder`; "Zip.Unsupported" for encryption, ZIP64, links and other compression;
/// "Zip.TooLarge" for more than `limit` bytes unpacked. Some files may be there already then.
void unpack_zip(std::string_view archive, const std::filesystem::path& folder, std::uint64_t limit);

}  // namespace shrike::local
