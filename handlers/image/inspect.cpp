#include "handlers/image/inspect.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "handlers/image/exif.h"
#include "handlers/image/header_refusals.h"
#include "handlers/image/hevc_probe.h"
#include "handlers/image/jpeg_markers.h"
#include "handlers/image/png_chunks.h"
#include "handlers/image/tiff_samples.h"
#include "handlers/image/tiff_strips.h"
#include "handlers/image/vips_image.h"
#include "handlers/image/vips_session.h"
#include "handlers/image/webp_chunks.h"
#include "runtime/error.h"

namespace shrike {
namespace {

constexpr int kFirstTurnedOrientation = 5;  // EXIF 5 … 8: width and height change places

Image open_header(std::string_view bytes) {
  VipsImage* image = vips().vips_image_new_from_buffer(bytes.data(), bytes.size(), "",
                                                       static_cast<void*>(nullptr));
  if (image == nullptr) throw_vips_error("read the image's header");
  return Image(image);
}

int bits_per_sample(const Image& image) {
  constexpr int kUnknown = 0;
  const int stated = image.integer("bits-per-sample", kUnknown);
  if (stated != kUnknown) return stated;
  switch (vips().vips_image_get_format(image.get())) {
    case VIPS_FORMAT_UCHAR:
    case VIPS_FORMAT_CHAR:
      return 8;
    case VIPS_FORMAT_USHORT:
    case VIPS_FORMAT_SHORT:
      return 16;
    case VIPS_FORMAT_UINT:
    case VIPS_FORMAT_INT:
    case VIPS_FORMAT_FLOAT:
      return 32;
    case VIPS_FORMAT_COMPLEX:
    case VIPS_FORMAT_DOUBLE:
      return 64;
    case VIPS_FORMAT_DPCOMPLEX:
      return 128;
    case VIPS_FORMAT_NOTSET:
    case VIPS_FORMAT_LAST:
      break;
  }
  return 8;
}

std::optional<GpsPosition> gps_of(const Image& image) {
  const auto entry = [&](const char* tag) {
    return image.text(fmt::format("exif-ifd3-{}", tag).c_str());
  };
  return gps_position({.latitude = entry("GPSLatitude"),
                       .latitude_ref = entry("GPSLatitudeRef"),
                       .longitude = entry("GPSLongitude"),
                       .longitude_ref = entry("GPSLongitudeRef"),
                       .altitude = entry("GPSAltitude"),
                       .altitude_ref = entry("GPSAltitudeRef")});
}

/// What libvips says of the codec tells of AV1 alone: it goes by the first brand, and calls all
/// that is not AVIF's HEVC, that of HEIF in general too.
Format refined(Format sniffed, const Image& image) {
  return image.text("heif-compression") == "av1" ? Format::Avif : sniffed;
}

[[noreturn]] void throw_no_hevc() {
  throw Error(ErrorKind::Reject, "Image.Unsupported",
              "HEIC photographs hold HEVC, for which this build of libvips carries no decoder; "
              "the build with the distribution's libvips (SHRIKE_VIPS=system) decodes them");
}

/// What is behind them is opacity, or no colour at all.
int colour_bands(const Image& image) {
  const int bands = vips().vips_image_get_bands(image.get());
  const VipsInterpretation space = vips().vips_image_get_interpretation(image.get());
  if (space == VIPS_INTERPRETATION_B_W || space == VIPS_INTERPRETATION_GREY16) return 1;
  return std::min(bands, space == VIPS_INTERPRETATION_CMYK ? 4 : 3);
}

/// TIFFs have samples of other kinds between the colours and the opacity, and behind.
void set_bands(ImageFacts& facts, const Image& image, std::string_view bytes) {
  facts.bands = vips().vips_image_get_bands(image.get());
  facts.colour_bands = colour_bands(image);
  facts.alpha = image.has_alpha();
  facts.alpha_band = facts.colour_bands;
  if (facts.format != Format::Tiff) return;
  const auto sample = tiff_alpha_sample(bytes);
  if (sample) facts.alpha_band += *sample;
  facts.alpha = sample && facts.alpha_band < facts.bands;
}

ImageFacts facts_of(const Image& image, Format format, std::string_view bytes) {
  ImageFacts facts;
  facts.format = format;
  facts.stored_width = image.width();
  facts.stored_height = image.page_height();
  facts.orientation = vips().vips_image_get_orientation(image.get());
  facts.width = facts.stored_width;
  facts.height = facts.stored_height;
  if (facts.orientation >= kFirstTurnedOrientation) std::swap(facts.width, facts.height);
  facts.pages = vips().vips_image_get_n_pages(image.get());
  set_bands(facts, image, bytes);
  facts.bits_per_sample = bits_per_sample(image);
  facts.colour_space = vips().vips_enum_nick(vips().vips_interpretation_get_type(),
                                             vips().vips_image_get_interpretation(image.get()));
  facts.progressive = image.integer("interlaced", 0) != 0;
  facts.chroma_subsampled = image.text("jpeg-chroma-subsample").starts_with("4:2:0");
  facts.icc_profile = image.has("icc-profile-data");
  facts.camera_make = exif_text(image.text("exif-ifd0-Make"));
  facts.camera_model = exif_text(image.text("exif-ifd0-Model"));
  facts.taken_at = exif_timestamp(image.text("exif-ifd2-DateTimeOriginal"),
                                  image.text("exif-ifd2-OffsetTimeOriginal"));
  facts.gps = gps_of(image);
  return facts;
}

}  // namespace

void load_vips(double processors) { limit_vips_threads(vips(), threads_for(processors)); }

ImageFacts inspect(std::string_view bytes) {
  if (bytes.empty()) throw Error(ErrorKind::Reject, "Image.Empty", "The object holds no bytes");
  const auto sniffed = sniff(bytes);
  if (!sniffed) {
    throw Error(ErrorKind::Reject, "Image.Unsupported",
                "The content is none of JPEG, PNG, WebP, GIF, TIFF, AVIF and HEIC");
  }
  require_harmless_header(bytes, *sniffed);
  ImageFacts facts = in_vips({}, [&](const VipsSession& /*session*/) {
    const Image image = open_header(bytes);
    const Format format = refined(*sniffed, image);
    if (format == Format::Heic && !can_decode_hevc()) throw_no_hevc();
    require_known_range(image);
    return facts_of(image, format, bytes);
  });
  if (facts.format == Format::Tiff) {
    facts.rows_at_once = tiff_rows_at_once(bytes, facts.stored_height);
  }
  if (facts.format == Format::Webp) facts.lossless = is_lossless_webp(bytes);
  return facts;
}

std::optional<std::size_t> header_size(std::string_view beginning) {
  const auto format = sniff(beginning);
  if (format == Format::Jpeg) return jpeg_header_size(beginning);
  if (format == Format::Png) return png_header_size(beginning);
  return std::nullopt;
}

}  // namespace shrike
