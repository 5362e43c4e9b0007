#include "handlers/image/format.h"

#include <algorithm>
#include <array>

namespace shrike {
namespace {

using namespace std::string_view_literals;

// The largest sides: JPEG as libjpeg allows it (JPEG_MAX_DIMENSION), WebP's 14 bits, GIF's 16, and
// for AVIF and HEIC the limit of libvips' saver. PNG and TIFF hold more than libvips ever makes.
constexpr std::array kFormats{
    FormatTraits{.format = Format::Jpeg,
                 .name = "jpeg",
                 .extension = "jpg",
                 .content_type = "image/jpeg",
                 .alpha = false,
                 .animation = false,
                 .writable = true,
                 .web = true,
                 .max_side = 65'500},
    FormatTraits{.format = Format::Png,
                 .name = "png",
                 .extension = "png",
                 .content_type = "image/png",
                 .alpha = true,
                 .animation = false,
                 .writable = true,
                 .web = true,
                 .max_side = 10'000'000},
    FormatTraits{.format = Format::Webp,
                 .name = "webp",
                 .extension = "webp",
                 .content_type = "image/webp",
                 .alpha = true,
                 .animation = true,
                 .writable = true,
                 .web = true,
                 .max_side = 16'383},
    FormatTraits{.format = Format::Gif,
                 .name = "gif",
                 .extension = "gif",
                 .content_type = "image/gif",
                 .alpha = true,
                 .animation = true,
                 .writable = true,
                 .web = true,
                 .max_side = 65'535},
    FormatTraits{.format = Format::Tiff,
                 .name = "tiff",
                 .extension = "tiff",
                 .content_type = "image/tiff",
                 .alpha = true,
                 .animation = false,
                 .writable = true,
                 .web = false,
                 .max_side = 10'000'000},
    FormatTraits{.format = Format::Avif,
                 .name = "avif",
                 .extension = "avif",
                 .content_type = "image/avif",
                 .alpha = true,
                 .animation = false,
                 .writable = true,
                 .web = true,
                 .max_side = 16'384},
    FormatTraits{.format = Format::Heic,
                 .name = "heic",
                 .extension = "heic",
                 .content_type = "image/heic",
                 .alpha = true,
                 .animation = false,
                 .writable = false,
                 .web = false,
                 .max_side = 16'384},
};

struct Magic {
  std::string_view bytes;
  Format format;
};

constexpr std::array kMagics{
    Magic{"\xFF\xD8\xFF"sv, Format::Jpeg}, Magic{"\x89PNG\r\n\x1A\n"sv, Format::Png},
    Magic{"GIF87a"sv, Format::Gif},        Magic{"GIF89a"sv, Format::Gif},
    Magic{"II*\0"sv, Format::Tiff},        Magic{"MM\0*"sv, Format::Tiff},
    Magic{"II+\0"sv, Format::Tiff},  // BigTIFF
    Magic{"MM\0+"sv, Format::Tiff},
};

// ISO/IEC 23008-12 (HEIF) and the AVIF specification name the brands. mif1 and msf1 say only that
// the container is HEIF: a brand after them says what is in it.
constexpr std::array kAvifBrands{"avif"sv, "avis"sv};
constexpr std::array kHeicBrands{"heic"sv, "heix"sv, "heim"sv, "heis"sv, "hevc"sv, "hevx"sv};
constexpr std::array kAnyHeifBrands{"mif1"sv, "msf1"sv, "mif2"sv};
constexpr std::array kUnreadBrands{"avis"sv, "hevx"sv, "mif2"sv};  // not in libvips' list
constexpr std::size_t kMajorBrand = 8;

template <typename Brands>
bool contains(const Brands& brands, std::string_view brand) {
  return std::find(brands.begin(), brands.end(), brand) != brands.end();
}

std::optional<Format> sniff_heif(std::string_view bytes) {
  constexpr std::size_t kCompatibleBrands = 16;
  const auto brand_at = [&](std::size_t at) { return bytes.substr(at, 4); };
  if (bytes.size() < kMajorBrand + 4 || bytes.substr(4, 4) != "ftyp") return std::nullopt;

  if (contains(kAvifBrands, brand_at(kMajorBrand))) return Format::Avif;
  if (contains(kHeicBrands, brand_at(kMajorBrand))) return Format::Heic;
  if (!contains(kAnyHeifBrands, brand_at(kMajorBrand))) return std::nullopt;
  for (std::size_t at = kCompatibleBrands; at + 4 <= bytes.size(); at += 4) {
    if (contains(kAvifBrands, brand_at(at))) return Format::Avif;
    if (contains(kHeicBrands, brand_at(at))) return Format::Heic;
  }
  return std::nullopt;
}

}  // namespace

const FormatTraits& traits(Format format) {
  return *std::find_if(kFormats.begin(), kFormats.end(),
                       [&](const FormatTraits& row) { return row.format == format; });
}

std::optional<Format> format_named(std::string_view name) {
  if (name == "jpg") return Format::Jpeg;
  if (name == "tif") return Format::Tiff;
  const auto* row = std::find_if(kFormats.begin(), kFormats.end(),
                                 [&](const FormatTraits& each) { return each.name == name; });
  if (row == kFormats.end()) return std::nullopt;
  return row->format;
}

std::optional<Format> sniff(std::string_view first_bytes) {
  for (const Magic& magic : kMagics) {
    if (first_bytes.starts_with(magic.bytes)) return magic.format;
  }
  if (first_bytes.starts_with("RIFF") && first_bytes.substr(0, 12).ends_with("WEBP") &&
      first_bytes.size() >= 12) {
    return Format::Webp;
  }
  return sniff_heif(first_bytes.substr(0, 64));
}

bool has_unread_heif_brand(std::string_view first_bytes) {
  return first_bytes.size() >= kMajorBrand + 4 && first_bytes.substr(4, 4) == "ftyp" &&
         contains(kUnreadBrands, first_bytes.substr(kMajorBrand, 4));
}

}  // namespace shrike
