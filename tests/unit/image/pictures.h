#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <vips/vips.h>

namespace shrike::testing {

using Colour = std::array<int, 3>;

constexpr Colour kRed{220, 40, 30};
constexpr Colour kGreen{40, 180, 60};
constexpr Colour kBlue{30, 60, 200};
constexpr Colour kYellow{230, 210, 50};
constexpr Colour kWhite{255, 255, 255};

/// Interleaved samples of 8 bits, rows from the top; frames one above the other.
struct Picture {
  int width = 0;
  int height = 0;
  int bands = 3;
  std::vector<std::uint8_t> samples;

  [[nodiscard]] std::size_t index(int x, int y, int band) const {
    const auto row = static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
    return (row + static_cast<std::size_t>(x)) * static_cast<std::size_t>(bands) +
           static_cast<std::size_t>(band);
  }

  [[nodiscard]] int at(int x, int y, int band) const { return samples[index(x, y, band)]; }
};

/// Red, green, blue and yellow quarters, clockwise from the top left being red, green, yellow,
/// blue: no two of the eight orientations look alike.
[[nodiscard]] Picture quarters(int width, int height);

/// Every pixel from a function of its place.
[[nodiscard]] Picture painted(int width, int height, int bands,
                              const std::function<int(int x, int y, int band)>& sample);

/// Colourful and busy like a photograph: nothing in it compresses to nothing.
[[nodiscard]] Picture busy(int width, int height, int bands = 3);

/// As a camera held so that EXIF `orientation` puts it right would store it.
[[nodiscard]] Picture stored_for(const Picture& upright, int orientation);

using Edit = std::function<void(VipsImage*)>;

/// Encoded by libvips; `suffix` is a suffix with options, such as ".jpg[Q=90,interlace]".
/// `edit` may set metadata before.
[[nodiscard]] std::string encoded(const Picture& picture, const std::string& suffix,
                                  const Edit& edit = nullptr);

/// Converted to `space` first.
[[nodiscard]] std::string encoded_as(const Picture& picture, VipsInterpretation space,
                                     const std::string& suffix);

/// `frames` busy frames of that size, encoded as an animation.
[[nodiscard]] std::string animation(int width, int height, int frames, const std::string& suffix);

/// What is in an encoded image, as 8-bit sRGB, all frames, alpha kept.
[[nodiscard]] Picture decoded(std::string_view bytes);

/// The mean absolute difference of the colour samples of two pictures of one size; 0 … 255.
[[nodiscard]] double mean_difference(const Picture& one, const Picture& other);

/// How many of 64 brightness gradients (a difference hash of 9x8 cells) differ.
[[nodiscard]] int hash_distance(const Picture& one, const Picture& other);

/// The mean colour around the middle of each quarter, clockwise from the top left.
[[nodiscard]] std::array<Colour, 4> quarter_colours(const Picture& picture);

/// The largest difference of a channel.
[[nodiscard]] int distance(const Colour& one, const Colour& other);

/// Whether the encoded image carries the field, such as "exif-data" or "orientation".
[[nodiscard]] bool has_field(std::string_view bytes, const char* field);

/// The field's number; -1 where there is none.
[[nodiscard]] int integer_field(std::string_view bytes, const char* field);

}  // namespace shrike::testing
