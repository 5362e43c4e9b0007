#pragma once

#include <optional>
#include <string_view>

namespace shrike {

/// The formats a photograph comes in. What a build can decode and encode is in the format table.
enum class Format { Jpeg, Png, Webp, Gif, Tiff, Avif, Heic };

/// One row a format: the only place where formats differ by name.
struct FormatTraits {
  Format format;
  std::string_view name;          ///< "jpeg", as in RENDITIONS and the metadata object
  std::string_view extension;     ///< "jpg", without the dot
  std::string_view content_type;  ///< "image/jpeg"
  bool alpha;                     ///< can hold transparency
  bool animation;                 ///< can hold several frames
  bool writable;                  ///< may be named in RENDITIONS
  bool web;                       ///< shown by every browser in use
  int max_side;                   ///< largest side the format can hold, in pixels
};

[[nodiscard]] const FormatTraits& traits(Format format);

/// Accepts "jpeg", "jpg", "png", "webp", "gif", "tiff", "tif", "avif", "heic"; lower-case only.
[[nodiscard]] std::optional<Format> format_named(std::string_view name);

/// By the first bytes of the content, never by a suffix; nothing for anything else. 32 bytes are
/// enough for every format.
[[nodiscard]] std::optional<Format> sniff(std::string_view first_bytes);

/// Whether a file that sniff() takes for AVIF or HEIC begins with a brand that libvips opens no
/// file of: of the sequences avis and hevx, and of mif2.
[[nodiscard]] bool has_unread_heif_brand(std::string_view first_bytes);

}  // namespace shrike
