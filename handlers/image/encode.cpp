#include "handlers/image/encode.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "runtime/error.h"

namespace shrike {
namespace {

constexpr std::string_view kMaking = "make the rendition";

// Effort trades time for bytes. AVIF's default (4) takes several times as long as all the rest of
// a thumbnail, for a few per cent; WebP's and GIF's are those of their libraries.
constexpr int kAvifEffort = 2;
constexpr int kWebpEffort = 4;
constexpr int kGifEffort = 3;

/// What a saver needs to know of an animation; all else of the metadata is the photographer's.
constexpr std::array<std::string_view, 6> kKeptFields{
    VIPS_META_PAGE_HEIGHT, VIPS_META_N_PAGES, "delay", "loop", "gif-delay", "gif-loop"};

/// How a PNG is compressed. Filtered by row, a photograph takes two thirds of the bytes at level 4,
/// at which higher levels win little more for much time. What has a palette has few colours, and a
/// filter makes many differences of them: up to twice the bytes.
struct PngCompression {
  int level;
  VipsForeignPngFilter filter;
};

PngCompression png_compression(const Image& source) {
  constexpr const char* kPalette = "palette";  // of PNG and GIF, by libvips 8.15 and later
  if (source.has(kPalette)) return {.level = 6, .filter = VIPS_FOREIGN_PNG_FILTER_NONE};
  return {.level = 4, .filter = VIPS_FOREIGN_PNG_FILTER_ALL};
}

/// The savers' own options alone do not do: strip of 8.14 leaves EXIF, with the place, in a WebP.
Image without_metadata(const Image& image) {
  Image bare = apply(kMaking, vips().vips_copy, image);
  const std::unique_ptr<gchar*, decltype(&g_strfreev)> fields(
      vips().vips_image_get_fields(bare.get()), vips().g_strfreev);
  for (gchar** field = fields.get(); field != nullptr && *field != nullptr; ++field) {
    if (std::find(kKeptFields.begin(), kKeptFields.end(), *field) == kKeptFields.end()) {
      vips().vips_image_remove(bare.get(), *field);
    }
  }
  return bare;
}

/// Runs a saver of the shape (in, &buffer, &length, options…, NULL). Left to themselves, savers add
/// EXIF of their own.
template <typename Save, typename... Options>
std::string saved(Save save, const Image& image, Options... options) {
  void* buffer = nullptr;
  std::size_t length = 0;
#if VIPS_MAJOR_VERSION > 8 || VIPS_MINOR_VERSION >= 15
  const int failed = save(image.get(), &buffer, &length, options..., "keep", VIPS_FOREIGN_KEEP_NONE,
                          static_cast<void*>(nullptr));
#else
  const int failed =
      save(image.get(), &buffer, &length, options..., "strip", TRUE, static_cast<void*>(nullptr));
#endif
  if (failed != 0) throw_vips_error(kMaking);
  const std::unique_ptr<void, decltype(&g_free)> owner(buffer, vips().g_free);
  return {static_cast<const char*>(buffer), length};
}

}  // namespace

std::string encode(const Image& source, Format format, int quality, const std::stop_token& stop) {
  const Image image = without_metadata(source);
  const auto stopper = stopping(stop, image);
  switch (format) {
    case Format::Jpeg:
      // Huffman tables made for the image would save a few per cent of its bytes, as one point of
      // quality does, for as much time again and all its coefficients in memory.
      return saved(vips().vips_jpegsave_buffer, image, "Q", quality, "optimize_coding", FALSE);
    case Format::Png: {
      const PngCompression compression = png_compression(source);
      return saved(vips().vips_pngsave_buffer, image, "compression", compression.level, "filter",
                   compression.filter);
    }
    case Format::Webp:
      return saved(vips().vips_webpsave_buffer, image, "Q", quality, "effort", kWebpEffort);
    case Format::Gif:
      return saved(vips().vips_gifsave_buffer, image, "effort", kGifEffort);
    case Format::Tiff:
      return saved(vips().vips_tiffsave_buffer, image, "compression",
                   VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE, "predictor",
                   VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL);
    case Format::Avif:
      return saved(vips().vips_heifsave_buffer, image, "compression",
                   VIPS_FOREIGN_HEIF_COMPRESSION_AV1, "Q", quality, "effort", kAvifEffort);
    case Format::Heic:
      break;
  }
  throw Error(ErrorKind::Bug, "Image.Unsupported", "HEIC is read, but not written");
}

}  // namespace shrike
