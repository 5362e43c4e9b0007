#include "handlers/image/renditions.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "handlers/image/decode.h"
#include "handlers/image/decode_plan.h"
#include "handlers/image/encode.h"
#include "runtime/error.h"

namespace shrike {
namespace {

Rendition make(const RenditionSpec& spec, const PlannedOutput& output, const Image& decoded,
               const std::stop_token& stop) {
  Image image = decoded;
  if (output.frames == Frames::First && image.frames() > 1) image = first_frame(image);
  image = scaled_down(image, output.size);
  if (!traits(output.format).alpha) image = flattened(image);
  return {.name = spec.name,
          .format = output.format,
          .width = image.width(),
          .height = image.page_height(),
          .pages = image.frames(),
          .bytes = encode(image, output.format, spec.quality, stop)};
}

/// The largest and best JPEG of it that is not too long.
std::string fitting_jpeg(Image image, const ImageFacts& facts, std::size_t max_bytes,
                         const std::stop_token& stop) {
  constexpr double kSmaller = 0.75;
  for (int side = std::max(image.width(), image.height());;) {
    for (const int quality : {kDetectionQuality, 80, 65, 50}) {
      std::string jpeg = encode(image, Format::Jpeg, quality, stop);
      if (jpeg.size() <= max_bytes) return jpeg;
    }
    const int smaller = static_cast<int>(std::lround(side * kSmaller));
    if (smaller == side || side <= kMinDetectionSide) {
      throw Error(ErrorKind::Reject, "Image.TooLarge",
                  fmt::format("No JPEG of {} or more pixels a side fits into {} bytes",
                              kMinDetectionSide, max_bytes));
    }
    side = smaller;
    image = in_memory(scaled_down(image, detection_size(facts, side)), stop);
  }
}

RgbImage pixels_of(const Image& image) {
  std::size_t length = 0;
  const std::unique_ptr<void, decltype(&g_free)> pixels(
      vips().vips_image_write_to_memory(image.get(), &length), vips().g_free);
  if (pixels == nullptr) throw_vips_error("decode the image");
  return {.width = image.width(),
          .height = image.height(),
          .pixels = std::string(static_cast<const char*>(pixels.get()), length)};
}

}  // namespace

std::vector<Rendition> make_renditions(std::string_view bytes, const ImageFacts& facts,
                                       const std::vector<RenditionSpec>& specs,
                                       const std::stop_token& stop) {
  if (specs.empty()) return {};
  const DecodePlan plan = plan_renditions(facts, specs);
  return in_vips(stop, [&](const VipsSession& session) {
    // All renditions share it; and streamed from the decoder into an encoder, one takes more than
    // from memory.
    const Image decoded = decode_leniently(session, facts, [&](Leniency leniency) {
      return in_memory(open_scaled(bytes, facts, plan.size, plan.frames, leniency), stop);
    });
    std::vector<Rendition> renditions;
    renditions.reserve(specs.size());
    for (std::size_t i = 0; i < specs.size(); ++i) {
      renditions.push_back(make(specs[i], plan.outputs[i], decoded, stop));
    }
    return renditions;
  });
}

std::string make_detection_jpeg(std::string_view bytes, const ImageFacts& facts, int max_side,
                                std::size_t max_bytes, const std::stop_token& stop) {
  const Size size = detection_size(facts, max_side);
  return in_vips(stop, [&](const VipsSession& session) {
    const Image image = decode_leniently(session, facts, [&](Leniency leniency) {
      return in_memory(flattened(open_scaled(bytes, facts, size, Frames::First, leniency)), stop);
    });
    return fitting_jpeg(image, facts, max_bytes, stop);
  });
}

RgbImage decode_rgb(std::string_view bytes, const ImageFacts& facts, int max_side) {
  const Size size = fitted({facts.width, facts.height}, max_side, max_side);
  return in_vips({}, [&](const VipsSession& session) {
    return decode_leniently(session, facts, [&](Leniency leniency) {
      return pixels_of(flattened(open_scaled(bytes, facts, size, Frames::First, leniency)));
    });
  });
}

}  // namespace shrike
