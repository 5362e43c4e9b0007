#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace shrike::local {

/// Where things of one bucket lie. The newest bytes of a key are a plain file in the bucket's own
/// folder; older versions, records and uploads are beside it, out of sight. What leads to a key's
/// file throws AwsFault AccessDenied (403) where a symbolic link lies on the way below the bucket's
/// folder, and KeyTooLongError (400) where the path is longer than the system takes: a key of
/// nearly 1,024 slashes, each of which is an escaped name (key_path.h).
///
///     <folder>/<bucket>/<key>                             the object itself
///     <folder>/.shrike/<bucket>/bucket.json               settings
///     <folder>/.shrike/<bucket>/objects/<sha256>.json     what is known of a key
///     <folder>/.shrike/<bucket>/versions/<sha256>/<id>    bytes of versions that are not the
///     newest <folder>/.shrike/<bucket>/uploads/<id>/             multipart uploads under way
///     <folder>/.shrike/<bucket>/temporary/                what is being written
class BucketFiles {
 public:
  BucketFiles(const std::filesystem::path& folder, const std::string& bucket);

  [[nodiscard]] const std::filesystem::path& visible() const noexcept { return visible_; }
  [[nodiscard]] const std::filesystem::path& sidecar() const noexcept { return sidecar_; }
  [[nodiscard]] std::filesystem::path settings() const { return sidecar_ / "bucket.json"; }
  [[nodiscard]] std::filesystem::path records() const { return sidecar_ / "objects"; }
  [[nodiscard]] std::filesystem::path uploads() const { return sidecar_ / "uploads"; }
  [[nodiscard]] std::filesystem::path temporary() const { return sidecar_ / "temporary"; }
  [[nodiscard]] std::filesystem::path record(std::string_view key) const;
  [[nodiscard]] std::filesystem::path version(std::string_view key, const std::string& id) const;

  /// The object's file as things are: in the folder of its own name where there is one.
  [[nodiscard]] std::filesystem::path object(std::string_view key) const;
  /// Whether nothing of that stands in the way to it.
  [[nodiscard]] bool is_in_reach(std::string_view key) const;
  /// Bytes of that file; nothing where there is none, or a link on the way.
  [[nodiscard]] std::optional<std::uintmax_t> object_size(std::string_view key) const;
  /// The same as object(), once every folder on the way is there. An object that is in the way
  /// (`a`, for `a/b`) moves into the folder of its name.
  [[nodiscard]] std::filesystem::path make_room_for(std::string_view key) const;
  /// Removes the object's file and the folders that are empty without it.
  void remove_object(std::string_view key) const;

 private:
  std::filesystem::path visible_;
  std::filesystem::path sidecar_;
};

}  // namespace shrike::local
