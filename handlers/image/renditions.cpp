#include "handlers/image/renditions.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "handlers/image/decode.h"
#include "handlers/image/encode.h"
#include "runtime/error.h"

namespace shrike {
namespace {

/// What a spec comes to for one source.
struct Plan {
  const RenditionSpec& spec;
  Format format;
  Size size;
  Frames frames;
};

/// The source's format where browsers show it, else one that keeps what the picture has.
Format target_format(const RenditionSpec& spec, const ImageFacts& facts) {
  if (spec.format) return *spec.format;
  const FormatTraits& source = traits(facts.format);
  if (source.writable && source.web) return facts.format;
  return facts.alpha ? Format::Png : Format::Jpeg;
}

Plan plan(const RenditionSpec& spec, const ImageFacts& facts) {
  const Format format = target_format(spec, facts);
  const Size size = fitted({facts.width, facts.height}, spec.width, spec.height);
  const FormatTraits& target = traits(format);
  if (std::max(size.width, size.height) > target.max_side) {
    throw Error(ErrorKind::Reject, "Image.TooLarge",
                fmt::format("Rendition {} would have {}x{} pixels, and {} holds at most {} a side",
                            spec.name, size.width, size.height, target.name, target.max_side));
  }
  const bool animated =
      spec.animated && facts.pages > 1 && traits(facts.format).animation && target.animation;
  return {spec, format, size, animated ? Frames::All : Frames::First};
}

/// A size that every planned one can be made from.
Size largest(const std::vector<Plan>& plans) {
  Size size;
  for (const Plan& each : plans) {
    size.width = std::max(size.width, each.size.width);
    size.height = std::max(size.height, each.size.height);
  }
  return size;
}

Rendition make(const Plan& plan, const Image& decoded) {
  Image image = decoded;
  if (plan.frames == Frames::First && image.frames() > 1) image = first_frame(image);
  image = scaled_down(image, plan.size);
  if (!traits(plan.format).alpha) image = flattened(image);
  return {.name = plan.spec.name,
          .format = plan.format,
          .width = image.width(),
          .height = image.page_height(),
          .pages = image.frames(),
          .bytes = encode(image, plan.format, plan.spec.quality)};
}

}  // namespace

std::vector<Rendition> make_renditions(std::string_view bytes, const ImageFacts& facts,
                                       const std::vector<RenditionSpec>& specs) {
  if (specs.empty()) return {};
  const VipsSession session;
  std::vector<Plan> plans;
  plans.reserve(specs.size());
  for (const RenditionSpec& spec : specs) plans.push_back(plan(spec, facts));
  const bool any_animated = std::any_of(
      plans.begin(), plans.end(), [](const Plan& each) { return each.frames == Frames::All; });

  return decode_leniently(facts, [&](Leniency leniency) {
    Image decoded = open_scaled(bytes, facts, largest(plans),
                                any_animated ? Frames::All : Frames::First, leniency);
    // One rendition streams from the decoder into the encoder; several share what is in memory.
    if (plans.size() > 1) decoded = in_memory(decoded);

    std::vector<Rendition> renditions;
    renditions.reserve(plans.size());
    for (const Plan& each : plans) renditions.push_back(make(each, decoded));
    return renditions;
  });
}

std::string make_detection_jpeg(std::string_view bytes, const ImageFacts& facts, int max_side,
                                std::size_t max_bytes) {
  constexpr int kSmallestSide = 80;  // Rekognition: "Image must be at least 80 pixels" a side
  constexpr double kSmaller = 0.75;
  const VipsSession session;
  const Size source{facts.width, facts.height};
  // Boxes are ratios of width and height, so that stretching a strip's short side leaves them true.
  const auto size_within = [&](int side) {
    Size size = fitted(source, side, side);
    size.width = std::max(size.width, std::min({source.width, kSmallestSide, max_side}));
    size.height = std::max(size.height, std::min({source.height, kSmallestSide, max_side}));
    return size;
  };

  Image image = decode_leniently(facts, [&](Leniency leniency) {
    return in_memory(
        flattened(open_scaled(bytes, facts, size_within(max_side), Frames::First, leniency)));
  });
  for (int side = std::max(image.width(), image.height());;) {
    for (const int quality : {90, 80, 65, 50}) {
      std::string jpeg = encode(image, Format::Jpeg, quality);
      if (jpeg.size() <= max_bytes) return jpeg;
    }
    const int smaller = static_cast<int>(std::lround(side * kSmaller));
    if (smaller == side || side <= kSmallestSide) {
      throw Error(ErrorKind::Reject, "Image.TooLarge",
                  fmt::format("No JPEG of {} or more pixels a side fits into {} bytes",
                              kSmallestSide, max_bytes));
    }
    side = smaller;
    image = in_memory(scaled_down(image, size_within(side)));
  }
}

RgbImage decode_rgb(std::string_view bytes, const ImageFacts& facts, int max_side) {
  const VipsSession session;
  const Size size = fitted({facts.width, facts.height}, max_side, max_side);
  return decode_leniently(facts, [&](Leniency leniency) {
    const Image image = flattened(open_scaled(bytes, facts, size, Frames::First, leniency));
    std::size_t length = 0;
    const std::unique_ptr<void, decltype(&g_free)> pixels(
        vips().vips_image_write_to_memory(image.get(), &length), vips().g_free);
    if (pixels == nullptr) throw_vips_error("decode the image");
    return RgbImage{.width = image.width(),
                    .height = image.height(),
                    .pixels = std::string(static_cast<const char*>(pixels.get()), length)};
  });
}

}  // namespace shrike
