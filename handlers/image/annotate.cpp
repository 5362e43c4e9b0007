#include "handlers/image/annotate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "handlers/image/decode.h"
#include "handlers/image/encode.h"
#include "handlers/image/size.h"
#include "handlers/image/vips_image.h"

namespace shrike {
namespace {

using Colour = std::array<double, 3>;

// Told apart by eye on most photographs; boxes take them in turn.
constexpr std::array<Colour, 6> kPalette = {
    {{230, 57, 70}, {29, 132, 181}, {42, 157, 90}, {244, 162, 40}, {131, 56, 236}, {255, 99, 180}}};
constexpr int kQuality = 90;

struct Rectangle {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
};

/// In pixels, clamped to the picture, at least one pixel large.
Rectangle in_pixels(const Annotation& box, const Image& image) {
  const auto pixel = [](double ratio, int side) {
    return static_cast<int>(std::lround(std::clamp(ratio, 0.0, 1.0) * side));
  };
  Rectangle result;
  result.left = std::min(pixel(box.left, image.width()), image.width() - 1);
  result.top = std::min(pixel(box.top, image.height()), image.height() - 1);
  result.width = std::max(1, pixel(box.left + box.width, image.width()) - result.left);
  result.height = std::max(1, pixel(box.top + box.height, image.height()) - result.top);
  return result;
}

void draw_rectangle(const Image& image, Colour colour, Rectangle area, bool fill) {
  if (vips().vips_draw_rect(image.get(), colour.data(), static_cast<int>(colour.size()), area.left,
                            area.top, area.width, area.height, "fill", static_cast<int>(fill),
                            static_cast<void*>(nullptr)) != 0) {
    throw_vips_error("draw a box");
  }
}

void draw_outline(const Image& image, Colour colour, Rectangle box) {
  const int thickness = std::max(2, std::max(image.width(), image.height()) / 300);
  for (int inset = 0; inset < thickness; ++inset) {
    const Rectangle ring{box.left + inset, box.top + inset, box.width - 2 * inset,
                         box.height - 2 * inset};
    if (ring.width > 0 && ring.height > 0) draw_rectangle(image, colour, ring, false);
  }
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '&') {
      result += "&amp;";
    } else if (c == '<') {
      result += "&lt;";
    } else {
      result += c;
    }
  }
  return result;
}

/// The caption's shape as a mask; nothing where there is no font to draw it with. LeakSanitizer
/// takes what fontconfig keeps of each installed font, once a process, for leaked: it keeps it by
/// offsets, not by pointers.
std::optional<Image> text_mask(const std::string& caption, int dots_per_inch) {
  VipsImage* out = nullptr;
  // Pango reads markup in the text.
  if (vips().vips_text(&out, escaped(caption).c_str(), "font", "sans bold 9", "dpi", dots_per_inch,
                       static_cast<void*>(nullptr)) != 0) {
    vips().vips_error_clear();
    return std::nullopt;
  }
  return Image(out);
}

void draw_caption(const Image& image, Colour colour, Rectangle box, const std::string& caption) {
  if (caption.empty()) return;
  const int dots_per_inch = std::max(90, std::max(image.width(), image.height()) / 8);
  const auto mask = text_mask(caption, dots_per_inch);
  if (!mask) return;
  constexpr int kMargin = 4;
  const Rectangle plate{box.left, std::max(0, box.top - mask->height() - 2 * kMargin),
                        mask->width() + 2 * kMargin, mask->height() + 2 * kMargin};
  draw_rectangle(image, colour, plate, true);
  Colour white = {255, 255, 255};
  if (vips().vips_draw_mask(image.get(), white.data(), static_cast<int>(white.size()), mask->get(),
                            plate.left + kMargin, plate.top + kMargin,
                            static_cast<void*>(nullptr)) != 0) {
    throw_vips_error("draw a caption");
  }
}

/// Grey pictures become colour, for the boxes to have some.
Image as_rgb(const Image& image) {
  return apply("convert the picture to colour", vips().vips_colourspace, image,
               VIPS_INTERPRETATION_sRGB);
}

void draw(const Image& picture, const std::vector<Annotation>& annotations) {
  for (std::size_t i = 0; i < annotations.size(); ++i) {
    const auto& colour = kPalette.at(i % kPalette.size());
    const auto box = in_pixels(annotations[i], picture);
    draw_outline(picture, colour, box);
    draw_caption(picture, colour, box, annotations[i].caption);
  }
}

}  // namespace

std::string annotate(std::string_view bytes, const ImageFacts& facts, int max_side,
                     const std::vector<Annotation>& annotations) {
  const Size size = fitted({facts.width, facts.height}, max_side, max_side);
  return in_vips({}, [&](const VipsSession& session) {
    const Image picture = decode_leniently(session, facts, [&](Leniency leniency) {
      return in_memory(as_rgb(flattened(open_scaled(bytes, facts, size, Frames::First, leniency))));
    });
    draw(picture, annotations);
    return encode(picture, Format::Jpeg, kQuality);
  });
}

}  // namespace shrike
