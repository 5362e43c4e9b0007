#include "handlers/image/header_refusals.h"

#include <cstdint>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "handlers/image/camera_raw.h"
#include "handlers/image/jpeg_markers.h"
#include "handlers/image/png_chunks.h"
#include "runtime/error.h"

namespace shrike {
namespace {

[[noreturn]] void throw_unsupported(std::string message) {
  throw Error(ErrorKind::Reject, "Image.Unsupported", std::move(message));
}

void require_modest_metadata(std::string_view png) {
  constexpr std::uint64_t kMostPngMetadataBytes = 64'000'000;
  const std::uint64_t metadata = most_png_metadata_bytes(png);
  if (metadata <= kMostPngMetadataBytes) return;
  throw Error(ErrorKind::Reject, "Image.TooLarge",
              fmt::format("The PNG's compressed texts may come to {} MB, and {} are allowed",
                          metadata / 1'000'000, kMostPngMetadataBytes / 1'000'000));
}

bool has_known_range(VipsBandFormat samples, VipsInterpretation space) {
  switch (samples) {
    case VIPS_FORMAT_UCHAR:
    case VIPS_FORMAT_USHORT:
      return true;
    case VIPS_FORMAT_SHORT:
      return space == VIPS_INTERPRETATION_LABS;
    case VIPS_FORMAT_FLOAT:
    case VIPS_FORMAT_DOUBLE:
      return space == VIPS_INTERPRETATION_scRGB;
    case VIPS_FORMAT_CHAR:
    case VIPS_FORMAT_UINT:
    case VIPS_FORMAT_INT:
    case VIPS_FORMAT_COMPLEX:
    case VIPS_FORMAT_DPCOMPLEX:
    case VIPS_FORMAT_NOTSET:
    case VIPS_FORMAT_LAST:
      break;
  }
  return false;
}

}  // namespace

void require_harmless_header(std::string_view bytes, Format format) {
  if (format == Format::Jpeg && is_arithmetic_jpeg(bytes)) {
    throw_unsupported("The JPEG is coded arithmetically, which no browser shows");
  }
  if (format == Format::Png) require_modest_metadata(bytes);
  if (format == Format::Tiff && is_camera_raw(bytes)) {
    throw_unsupported(
        "This is camera raw: only its preview could be shown; export the photograph as JPEG or "
        "TIFF");
  }
  if (has_unread_heif_brand(bytes)) {
    throw_unsupported(fmt::format(
        "libvips does not read HEIF of the brand {}, such as an image sequence; save one picture "
        "of it as AVIF or JPEG",
        bytes.substr(8, 4)));
  }
}

void require_known_range(const Image& image) {
  if (has_known_range(vips().vips_image_get_format(image.get()),
                      vips().vips_image_get_interpretation(image.get()))) {
    return;
  }
  throw_unsupported(
      "Signed samples, whole numbers of 32 bits and floating point other than RGB have no range "
      "that is known; save the picture with 8 or 16 bits a sample");
}

}  // namespace shrike
