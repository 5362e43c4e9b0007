#include "handlers/image/decode.h"

#include <memory>
#include <string>

#include <fmt/format.h>

#include "handlers/image/gif_blocks.h"
#include "runtime/error.h"

namespace shrike {
namespace {

constexpr std::string_view kDecoding = "decode the image";
constexpr std::string_view kScaling = "scale the image";

constexpr const char* kSrgbProfile = "srgb";  // built into libvips
constexpr const char* kCmykProfile = "cmyk";

// libvips renamed its arguments.
#if VIPS_MAJOR_VERSION > 8 || VIPS_MINOR_VERSION >= 16
constexpr const char* kOutputProfile = "output_profile";
constexpr const char* kInputProfile = "input_profile";
#else
constexpr const char* kOutputProfile = "export_profile";
constexpr const char* kInputProfile = "import_profile";
#endif

constexpr auto kEnd = static_cast<void*>(nullptr);

/// Scales to `size`, turns upright and goes to sRGB by the picture's own profile.
///
/// Without a profile libvips goes to sRGB by itself; an output profile would send the picture
/// through floating point and back. So it does of floating point, which is linear whatever profile
/// came with it. The input profile serves where the picture's own is broken.
template <typename Thumbnail, typename... Options>
int thumbnail(Thumbnail operation, const ImageFacts& facts, Leniency leniency, VipsImage** out,
              Size size, Options... options) {
  if (!facts.icc_profile || leniency.profile || facts.colour_space == "scrgb") {
    return operation(out, size.width, "height", size.height, "size", VIPS_SIZE_FORCE, options...);
  }
  const char* fallback = facts.colour_space == "cmyk" ? kCmykProfile : kSrgbProfile;
  return operation(out, size.width, "height", size.height, "size", VIPS_SIZE_FORCE, kOutputProfile,
                   kSrgbProfile, kInputProfile, fallback, "intent", VIPS_INTENT_PERCEPTUAL,
                   options...);
}

Image scaled_image(const Image& source, const ImageFacts& facts, Size size, Leniency leniency) {
  VipsImage* out = nullptr;
  const auto operation = [&](auto... arguments) {
    return vips().vips_thumbnail_image(source.get(), arguments..., kEnd);
  };
  if (thumbnail(operation, facts, leniency, &out, size) != 0) throw_vips_error(kDecoding);
  return Image(out);
}

/// vips_thumbnail_buffer would leave libjpeg a smaller factor than needed: for a preview that is
/// four times the pixels to hold and to scale.
Image scaled_jpeg(std::string_view bytes, const ImageFacts& facts, Size size, Leniency leniency) {
  VipsImage* shrunk = nullptr;
  if (vips().vips_jpegload_buffer(
          const_cast<char*>(bytes.data()), bytes.size(), &shrunk, "shrink",
          jpeg_shrink({facts.width, facts.height}, size), "access", VIPS_ACCESS_SEQUENTIAL,
          "fail_on", leniency.warnings ? VIPS_FAIL_ON_ERROR : VIPS_FAIL_ON_WARNING, kEnd) != 0) {
    throw_vips_error(kDecoding);
  }
  return scaled_image(Image(shrunk), facts, size, leniency);
}

/// Whether a TIFF may have a strip for which libtiff asks for more than libvips gives it at a time.
/// The decode budget has counted it.
bool may_have_large_strips([[maybe_unused]] std::string_view bytes,
                           [[maybe_unused]] Format format) {
#if VIPS_MAJOR_VERSION > 8 || VIPS_MINOR_VERSION >= 17
  constexpr std::size_t kMostAtATime = 50UL * 1024 * 1024;
  return format == Format::Tiff && bytes.size() > kMostAtATime;
#else
  return false;  // and it could not be told otherwise
#endif
}

/// Loader options, because the fail_on argument of vips_thumbnail_buffer does not reach the loader.
///
/// Editors write PNGs that draw harmless warnings; of a TIFF a warning is all that tells of data
/// that do not decompress.
std::string loader_options(std::string_view bytes, Format format, Frames frames) {
  return fmt::format("[{}{}fail_on={}]", frames == Frames::All ? "n=-1," : "",
                     may_have_large_strips(bytes, format) ? "unlimited," : "",
                     format == Format::Tiff ? "warning" : "error");
}

/// Browsers forgive a missing trailer, and so is it here for a still; of an animation frames may be
/// missing with it.
void require_whole_gif(std::string_view bytes, int pages) {
  const GifEnd end = gif_end(bytes);
  if (end == GifEnd::Trailer || (end == GifEnd::BetweenBlocks && pages == 1)) return;
  throw Error(ErrorKind::Reject, "Image.Corrupt", "Cannot decode the image: the GIF is cut short");
}

Image scaled_other(std::string_view bytes, const ImageFacts& facts, Size size, Frames frames,
                   Leniency leniency) {
  if (facts.format == Format::Gif) require_whole_gif(bytes, facts.pages);
  const std::string options = loader_options(bytes, facts.format, frames);
  VipsImage* out = nullptr;
  const auto operation = [&](auto... arguments) {
    // libvips takes a pointer that it may write to, and does not.
    return vips().vips_thumbnail_buffer(const_cast<char*>(bytes.data()), bytes.size(), arguments...,
                                        kEnd);
  };
  if (thumbnail(operation, facts, leniency, &out, size, "option_string", options.c_str()) != 0) {
    throw_vips_error(kDecoding);
  }
  return Image(out);
}

bool has_other_channels(const ImageFacts& facts) {
  return facts.format == Format::Tiff && facts.bands > facts.colour_bands + (facts.alpha ? 1 : 0);
}

/// The colours and the opacity alone.
Image shown_bands(const Image& image, const ImageFacts& facts) {
  Image colours = apply(kDecoding, vips().vips_extract_band, image, 0, "n", facts.colour_bands);
  if (!facts.alpha) return colours;
  const Image alpha = apply(kDecoding, vips().vips_extract_band, image, facts.alpha_band);
  VipsImage* joined = nullptr;
  if (vips().vips_bandjoin2(colours.get(), alpha.get(), &joined, kEnd) != 0) {
    throw_vips_error(kDecoding);
  }
  return Image(joined);
}

/// Of a TIFF with saved selections or spot colours: libvips would scale the colours with the last
/// of them for opacity.
Image scaled_without_other_channels(std::string_view bytes, const ImageFacts& facts, Size size,
                                    Leniency leniency) {
  const std::string options = loader_options(bytes, facts.format, Frames::First);
  VipsImage* all = vips().vips_image_new_from_buffer(bytes.data(), bytes.size(), options.c_str(),
                                                     "access", VIPS_ACCESS_SEQUENTIAL, kEnd);
  if (all == nullptr) throw_vips_error(kDecoding);
  return scaled_image(shown_bands(Image(all), facts), facts, size, leniency);
}

Image scaled(std::string_view bytes, const ImageFacts& facts, Size size, Frames frames,
             Leniency leniency) {
  if (facts.format == Format::Jpeg) return scaled_jpeg(bytes, facts, size, leniency);
  if (has_other_channels(facts)) {
    return scaled_without_other_channels(bytes, facts, size, leniency);
  }
  return scaled_other(bytes, facts, size, frames, leniency);
}

}  // namespace

Image open_scaled(std::string_view bytes, const ImageFacts& facts, Size size, Frames frames,
                  Leniency leniency) {
  return apply(kDecoding, vips().vips_colourspace, scaled(bytes, facts, size, frames, leniency),
               VIPS_INTERPRETATION_sRGB);
}

Image in_memory(const Image& pipeline, const std::stop_token& stop) {
  const auto stopper = stopping(stop, pipeline);
  VipsImage* copy = vips().vips_image_copy_memory(pipeline.get());
  if (copy == nullptr) throw_vips_error(kDecoding);
  return Image(copy);
}

Image scaled_down(const Image& image, Size size) {
  if (image.width() == size.width && image.page_height() == size.height) return image;
  return apply(kScaling, vips().vips_thumbnail_image, image, size.width, "height", size.height,
               "size", VIPS_SIZE_FORCE);
}

Image first_frame(const Image& image) {
  Image frame = apply(kScaling, vips().vips_crop, image, 0, 0, image.width(), image.page_height());
  // A page height left on it would make a saver see frames again.
  vips().vips_image_remove(frame.get(), VIPS_META_PAGE_HEIGHT);
  vips().vips_image_remove(frame.get(), VIPS_META_N_PAGES);
  return frame;
}

Image flattened(const Image& image) {
  if (!image.has_alpha()) return image;
  constexpr double kWhite = 255;
  const auto unref = [](VipsArrayDouble* array) { vips().vips_area_unref(&array->area); };
  const std::unique_ptr<VipsArrayDouble, decltype(unref)> white(
      vips().vips_array_double_newv(1, kWhite), unref);
  return apply(kScaling, vips().vips_flatten, image, "background", white.get());
}

}  // namespace shrike
