#include "handlers/image/encode.h"

#include <memory>

#include "runtime/error.h"

namespace shrike {
namespace {

// Effort trades time for bytes. AVIF's default (4) takes several times as long as all the rest of
// a thumbnail, for a few per cent; WebP's and GIF's are those of their libraries.
constexpr int kAvifEffort = 2;
constexpr int kWebpEffort = 4;
constexpr int kGifEffort = 3;
constexpr int kPngCompression = 6;

/// Runs a saver of the shape (in, &buffer, &length, options…, NULL), metadata left out.
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
  if (failed != 0) throw_vips_error("make the rendition");
  const std::unique_ptr<void, decltype(&g_free)> owner(buffer, vips().g_free);
  return {static_cast<const char*>(buffer), length};
}

}  // namespace

std::string encode(const Image& image, Format format, int quality) {
  switch (format) {
    case Format::Jpeg:
      return saved(vips().vips_jpegsave_buffer, image, "Q", quality, "optimize_coding", TRUE);
    case Format::Png:
      return saved(vips().vips_pngsave_buffer, image, "compression", kPngCompression);
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
