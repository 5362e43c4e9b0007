// decode_pictures KIND WIDTH HEIGHT PHOTOGRAPH FILE: writes a picture of that kind and size, for
// decode_budget.py; alone it names the kinds. The photograph repeats, with noise over it all, so
// that it takes as many bytes a pixel as a photograph would and no part is the copy of another.
#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <vips/vips.h>

#include "handlers/image/vips_library.h"

namespace {

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Owned = std::unique_ptr<VipsImage, Unref>;

/// Photographs are what there is; noise takes an encoder the most memory, and one colour a decoder
/// the least time.
enum class Content { Photograph, Noise, Flat };

/// One way of storing a picture.
struct Kind {
  std::string_view name;
  std::string_view suffix;  ///< libvips' suffix of a file, with the saver's options
  VipsInterpretation space = VIPS_INTERPRETATION_sRGB;
  VipsBandFormat samples = VIPS_FORMAT_UCHAR;
  bool alpha = false;
  int frames = 1;
  int orientation = 1;  ///< EXIF
  Content content = Content::Photograph;
};

constexpr VipsInterpretation kRgb = VIPS_INTERPRETATION_sRGB;
constexpr VipsInterpretation kGrey = VIPS_INTERPRETATION_B_W;
constexpr VipsInterpretation kCmyk = VIPS_INTERPRETATION_CMYK;
constexpr VipsInterpretation kRgb16 = VIPS_INTERPRETATION_RGB16;
constexpr VipsBandFormat k8 = VIPS_FORMAT_UCHAR;
constexpr VipsBandFormat k16 = VIPS_FORMAT_USHORT;
constexpr int kFrames = 20;
constexpr int kTurned = 6;

constexpr std::array kKinds{
    Kind{"jpeg", ".jpg[subsample_mode=on]"},
    Kind{"jpeg-444", ".jpg[subsample_mode=off]"},
    Kind{"jpeg-grey", ".jpg", kGrey},
    Kind{"jpeg-cmyk", ".jpg", kCmyk},
    Kind{"jpeg-icc", ".jpg[profile=p3]"},
    Kind{"jpeg-turned", ".jpg[subsample_mode=on]", kRgb, k8, false, 1, kTurned},
    Kind{"jpeg-progressive", ".jpg[interlace,subsample_mode=on]"},
    Kind{"jpeg-progressive-444", ".jpg[interlace,subsample_mode=off]"},
    Kind{"jpeg-progressive-grey", ".jpg[interlace]", kGrey},
    Kind{"jpeg-progressive-cmyk", ".jpg[interlace]", kCmyk},
    Kind{"png", ".png[compression=1,filter=all]"},
    Kind{"png-alpha", ".png[compression=1,filter=all]", kRgb, k8, true},
    Kind{"png-grey", ".png[compression=1,filter=all]", kGrey},
    Kind{"png-16", ".png[compression=1,filter=all]", kRgb16, k16},
    Kind{"png-turned", ".png[compression=1]", kRgb, k8, false, 1, kTurned},
    Kind{"png-palette", ".png[compression=1,palette,effort=1]"},
    Kind{"png-interlaced", ".png[compression=1,interlace]"},
    Kind{"png-interlaced-16", ".png[compression=1,interlace]", kRgb16, k16},
    Kind{"webp", ".webp[effort=0]"},
    Kind{"webp-alpha", ".webp[effort=0]", kRgb, k8, true},
    Kind{"webp-lossless", ".webp[lossless,effort=0]"},
    Kind{"webp-animated", ".webp[effort=0]", kRgb, k8, false, kFrames},
    Kind{"gif", ".gif[effort=1]"},
    Kind{"gif-animated", ".gif[effort=1]", kRgb, k8, false, kFrames},
    Kind{"tiff", ".tif"},
    Kind{"tiff-one-strip", ".tif[tile_height=32768]"},
    Kind{"tiff-lzw-one-strip", ".tif[compression=lzw,tile_height=32768]"},
    Kind{"tiff-turned", ".tif[compression=lzw]", kRgb, k8, false, 1, kTurned},
    Kind{"tiff-lzw", ".tif[compression=lzw,predictor=horizontal]"},
    Kind{"tiff-deflate", ".tif[compression=deflate,predictor=horizontal]"},
    Kind{"tiff-jpeg", ".tif[compression=jpeg]"},
    Kind{"tiff-tiles", ".tif[tile,compression=deflate]"},
    Kind{"tiff-grey", ".tif[compression=lzw]", kGrey},
    Kind{"tiff-cmyk", ".tif[compression=lzw]", kCmyk},
    Kind{"tiff-16", ".tif[compression=lzw]", kRgb16, k16},
    Kind{"tiff-float", ".tif[compression=none]", VIPS_INTERPRETATION_scRGB, VIPS_FORMAT_FLOAT},
    Kind{"avif", ".avif[effort=0]"},
    Kind{"avif-444", ".avif[effort=0,subsample_mode=off]"},
    Kind{"avif-alpha", ".avif[effort=0]", kRgb, k8, true},
    Kind{"jpeg-noise", ".jpg[Q=95]", kRgb, k8, false, 1, 1, Content::Noise},
    Kind{"png-noise", ".png[compression=0]", kRgb, k8, false, 1, 1, Content::Noise},
    Kind{"webp-noise", ".webp[effort=0]", kRgb, k8, false, 1, 1, Content::Noise},
    Kind{"gif-noise", ".gif[effort=1]", kRgb, k8, false, 1, 1, Content::Noise},
    Kind{"avif-noise", ".avif[effort=0]", kRgb, k8, false, 1, 1, Content::Noise},
    Kind{"jpeg-flat", ".jpg", kRgb, k8, false, 1, 1, Content::Flat},
    Kind{"jpeg-progressive-flat", ".jpg[interlace]", kRgb, k8, false, 1, 1, Content::Flat},
    Kind{"png-flat", ".png[compression=1]", kGrey, k8, false, 1, 1, Content::Flat},
    Kind{"png-interlaced-flat", ".png[interlace]", kGrey, k8, false, 1, 1, Content::Flat},
    Kind{"webp-flat", ".webp[effort=0]", kRgb, k8, false, 1, 1, Content::Flat},
    Kind{"webp-lossless-flat", ".webp[lossless,effort=0]", kRgb, k8, false, 1, 1, Content::Flat},
    Kind{"webp-animated-flat", ".webp[effort=0]", kRgb, k8, false, kFrames, 1, Content::Flat},
    Kind{"gif-flat", ".gif[effort=1]", kRgb, k8, false, 1, 1, Content::Flat},
    Kind{"gif-animated-flat", ".gif[effort=1]", kRgb, k8, false, kFrames, 1, Content::Flat},
    Kind{"tiff-flat", ".tif[compression=deflate]", kGrey, k8, false, 1, 1, Content::Flat},
    Kind{"avif-flat", ".avif[effort=0]", kRgb, k8, false, 1, 1, Content::Flat},
    Kind{"avif-10", ".avif[effort=0,bitdepth=10]", kRgb16, k16},
};

void check(int failed) {
  if (failed != 0) throw std::runtime_error(vips_error_buffer());
}

/// Runs an operation of the shape (in, &out, arguments…, NULL).
template <typename Operation, typename... Arguments>
Owned applied(Operation operation, const Owned& in, Arguments... arguments) {
  VipsImage* out = nullptr;
  check(operation(in.get(), &out, arguments..., static_cast<void*>(nullptr)));
  return Owned(out);
}

Owned repeated(const Owned& tile, int width, int height) {
  const auto times = [](int whole, int part) { return (whole + part - 1) / part; };
  const Owned all = applied(vips_replicate, tile, times(width, vips_image_get_width(tile.get())),
                            times(height, vips_image_get_height(tile.get())));
  return applied(vips_crop, all, 0, 0, width, height);
}

/// The photograph in memory, because a file cannot be read again and again from its beginning.
Owned photograph(const std::string& file) {
  Owned stored(vips_image_new_from_file(file.c_str(), nullptr));
  if (stored == nullptr) check(-1);
  const Owned srgb = applied(vips_colourspace, stored, kRgb);
  Owned copy(vips_image_copy_memory(srgb.get()));
  if (copy == nullptr) check(-1);
  return copy;
}

Owned with_noise(const Owned& image, double strength) {
  VipsImage* out = nullptr;
  check(vips_gaussnoise(&out, vips_image_get_width(image.get()), vips_image_get_height(image.get()),
                        "sigma", strength, nullptr));
  const Owned noise(out);
  VipsImage* sum = nullptr;
  check(vips_add(image.get(), noise.get(), &sum, nullptr));
  const Owned noisy(sum);
  return applied(vips_cast, noisy, VIPS_FORMAT_UCHAR);
}

Owned content(const Kind& kind, int width, int height, const std::string& photograph_file) {
  constexpr double kSensorNoise = 3;  // of 255, as at a moderate ISO
  constexpr double kNothingButNoise = 80;
  constexpr double kNothing = 0;
  const Owned image = repeated(photograph(photograph_file), width, height);
  switch (kind.content) {
    case Content::Photograph:
      return with_noise(image, kSensorNoise);
    case Content::Noise:
      return with_noise(image, kNothingButNoise);
    case Content::Flat:
      break;
  }
  const Owned flat = applied(vips_linear1, image, kNothing, kNothingButNoise);
  return applied(vips_cast, flat, VIPS_FORMAT_UCHAR);
}

Owned picture(const Kind& kind, int width, int height, const std::string& file) {
  Owned image = content(kind, width, height * kind.frames, file);
  image = applied(vips_copy, image, "interpretation", kRgb);
  if (kind.space != kRgb) image = applied(vips_colourspace, image, kind.space);
  image = applied(vips_cast, image, kind.samples);
  if (kind.alpha) {
    constexpr double kHalf = 128;
    image = applied(vips_bandjoin_const1, image, kHalf);
  }
  // Frames are stored one above the other.
  if (kind.frames > 1) vips_image_set_int(image.get(), VIPS_META_PAGE_HEIGHT, height);
  if (kind.orientation > 1) {
    vips_image_set_int(image.get(), VIPS_META_ORIENTATION, kind.orientation);
  }
  return image;
}

}  // namespace

int main(int argc, char** argv) {
  const auto* kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& each) {
    return argc == 6 && each.name == argv[1];
  });
  if (argc == 1) {
    for (const Kind& each : kKinds) std::puts(std::string(each.name).c_str());
    return 0;
  }
  if (kind == kKinds.end()) {
    std::fputs("decode_pictures KIND WIDTH HEIGHT PHOTOGRAPH FILE\n", stderr);
    return 2;
  }
  try {
    static_cast<void>(shrike::vips());
    const Owned image = picture(*kind, std::stoi(argv[2]), std::stoi(argv[3]), argv[4]);
    void* bytes = nullptr;
    std::size_t length = 0;
    check(vips_image_write_to_buffer(image.get(), std::string(kind->suffix).c_str(), &bytes,
                                     &length, nullptr));
    const std::unique_ptr<void, decltype(&g_free)> owner(bytes, g_free);
    const std::unique_ptr<std::FILE, decltype(&std::fclose)> file(std::fopen(argv[5], "wb"),
                                                                  std::fclose);
    if (file == nullptr || std::fwrite(bytes, 1, length, file.get()) != length) {
      throw std::runtime_error(std::string("cannot write ") + argv[5]);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
