#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace shrike::local {

/// Where a key's bytes lie below its bucket's folder: a segment a folder, the last one the file. An
/// ordinary key looks exactly like itself. What a file system cannot hold is percent-escaped:
///
///     `.` and `..`             `%2E`, `%2E%2E`
///     an empty segment         `%2F` (so `a//b` is `a/%2F/b`, and `folder/` is `folder/%2F`)
///     NUL                      `%00`
///     `%` before two hex digits or at a segment's end    `%25`
///     a segment over 255 bytes   pieces of at most 240, each but the last with `%` at its end
///
/// The way back is percent-decoding, so two keys never share a path. Nothing leads out of the
/// bucket: no segment is ever `.`, `..`, empty or absolute.
[[nodiscard]] std::filesystem::path path_of_key(std::string_view key);

/// The key that path_of_key() makes `path` of.
[[nodiscard]] std::string key_of_path(const std::filesystem::path& path);

/// The file in a folder that holds the object of the folder's own name (`a`, where `a/b` exists).
constexpr std::string_view kFolderObject = "%";

}  // namespace shrike::local
