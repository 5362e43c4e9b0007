#include "tests/unit/image/pictures.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "handlers/image/vips_library.h"

namespace shrike::testing {
namespace {

struct Unref {
  void operator()(VipsImage* image) const { vips().g_object_unref(image); }
};
using Owned = std::unique_ptr<VipsImage, Unref>;

Owned owned(VipsImage* image) {
  if (image == nullptr) throw std::runtime_error(vips_error_buffer());
  return Owned(image);
}

void check(int failed) {
  if (failed != 0) throw std::runtime_error(vips_error_buffer());
}

Owned image_of(const Picture& picture) {
  static_cast<void>(vips());
  Owned raw = owned(vips_image_new_from_memory_copy(picture.samples.data(), picture.samples.size(),
                                                    picture.width, picture.height, picture.bands,
                                                    VIPS_FORMAT_UCHAR));
  VipsImage* tagged = nullptr;
  check(vips_copy(raw.get(), &tagged, "interpretation",
                  picture.bands < 3 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB, nullptr));
  return owned(tagged);
}

std::string written(VipsImage* image, const std::string& suffix) {
  void* buffer = nullptr;
  std::size_t length = 0;
  check(vips_image_write_to_buffer(image, suffix.c_str(), &buffer, &length, nullptr));
  const std::unique_ptr<void, decltype(&g_free)> owner(buffer, vips().g_free);
  return {static_cast<const char*>(buffer), length};
}

Owned opened(std::string_view bytes, const char* options) {
  static_cast<void>(vips());
  return owned(vips_image_new_from_buffer(bytes.data(), bytes.size(), options, nullptr));
}

/// Brightness of the cell in the row and column of a grid laid over the picture.
double brightness(const Picture& picture, int column, int row, int columns, int rows) {
  double sum = 0;
  int count = 0;
  for (int y = row * picture.height / rows; y < (row + 1) * picture.height / rows; ++y) {
    for (int x = column * picture.width / columns; x < (column + 1) * picture.width / columns;
         ++x) {
      sum += picture.at(x, y, 0) + 2 * picture.at(x, y, std::min(1, picture.bands - 1)) +
             picture.at(x, y, std::min(2, picture.bands - 1));
      ++count;
    }
  }
  return sum / std::max(1, count);
}

}  // namespace

Picture painted(int width, int height, int bands, const std::function<int(int, int, int)>& sample) {
  Picture picture{.width = width, .height = height, .bands = bands, .samples = {}};
  picture.samples.reserve(picture.index(0, height, 0));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int band = 0; band < bands; ++band) {
        picture.samples.push_back(static_cast<std::uint8_t>(sample(x, y, band)));
      }
    }
  }
  return picture;
}

Picture quarters(int width, int height) {
  return painted(width, height, 3, [&](int x, int y, int band) {
    const bool left = x < width / 2;
    const bool top = y < height / 2;
    const Colour& colour = top ? (left ? kRed : kGreen) : (left ? kBlue : kYellow);
    return colour[static_cast<std::size_t>(band)];
  });
}

Picture busy(int width, int height, int bands) {
  return painted(width, height, bands, [&](int x, int y, int band) {
    if (band == 3) return 255;
    const double wave = 60 * std::sin(x * (0.11 + 0.03 * band)) + 50 * std::cos(y * 0.09 + band);
    const int grain = (x * 7919 + y * 104729 + band * 1299709) % 23;
    return std::clamp(static_cast<int>(125 + wave) + grain, 0, 255);
  });
}

Picture stored_for(const Picture& upright, int orientation) {
  const bool turned = orientation >= 5;
  const int width = turned ? upright.height : upright.width;
  const int height = turned ? upright.width : upright.height;
  // EXIF: where row 0 and column 0 of what is stored are in what is seen.
  return painted(width, height, upright.bands, [&](int x, int y, int band) {
    const int right = upright.width - 1;
    const int bottom = upright.height - 1;
    switch (orientation) {
      case 2:
        return upright.at(right - x, y, band);
      case 3:
        return upright.at(right - x, bottom - y, band);
      case 4:
        return upright.at(x, bottom - y, band);
      case 5:
        return upright.at(y, x, band);
      case 6:
        return upright.at(right - y, x, band);
      case 7:
        return upright.at(right - y, bottom - x, band);
      case 8:
        return upright.at(y, bottom - x, band);
      default:
        return upright.at(x, y, band);
    }
  });
}

std::string encoded(const Picture& picture, const std::string& suffix, const Edit& edit) {
  const Owned image = image_of(picture);
  if (edit) edit(image.get());
  return written(image.get(), suffix);
}

std::string encoded_as(const Picture& picture, VipsInterpretation space,
                       const std::string& suffix) {
  const Owned image = image_of(picture);
  VipsImage* converted = nullptr;
  check(vips_colourspace(image.get(), &converted, space, nullptr));
  const Owned owner = owned(converted);
  return written(owner.get(), suffix);
}

std::string animation(int width, int height, int frames, const std::string& suffix) {
  Picture roll = busy(width, height * frames);
  for (int frame = 0; frame < frames; ++frame) {
    // A square that moves, so that the frames differ.
    for (int y = 0; y < height / 3; ++y) {
      for (int x = 0; x < width / 3; ++x) {
        const int column = (x + frame * width / (frames + 1)) % width;
        for (int band = 0; band < 3; ++band) {
          roll.samples[roll.index(column, frame * height + y, band)] =
              static_cast<std::uint8_t>(kRed[static_cast<std::size_t>(band)]);
        }
      }
    }
  }
  return encoded(roll, suffix, [&](VipsImage* image) {
    vips_image_set_int(image, VIPS_META_PAGE_HEIGHT, height);
    const std::vector<int> delays(static_cast<std::size_t>(frames), 70);
    vips_image_set_array_int(image, "delay", delays.data(), frames);
    vips_image_set_int(image, "loop", 3);
  });
}

Picture decoded(std::string_view bytes) {
  const bool animated = has_field(bytes, "n-pages") && !has_field(bytes, "heif-compression") &&
                        (bytes.starts_with("GIF") || bytes.starts_with("RIFF"));
  const Owned image = opened(bytes, animated ? "[n=-1]" : "");
  VipsImage* srgb = nullptr;
  if (vips_image_get_typeof(image.get(), VIPS_META_ICC_NAME) != 0) {
    check(vips_icc_transform(image.get(), &srgb, "srgb", "embedded", TRUE, "intent",
                             VIPS_INTENT_PERCEPTUAL, nullptr));
  } else {
    check(vips_colourspace(image.get(), &srgb, VIPS_INTERPRETATION_sRGB, nullptr));
  }
  const Owned converted = owned(srgb);
  VipsImage* eight_bit = nullptr;
  check(vips_cast(converted.get(), &eight_bit, VIPS_FORMAT_UCHAR, nullptr));
  const Owned cast = owned(eight_bit);
  std::size_t length = 0;
  const std::unique_ptr<void, decltype(&g_free)> memory(
      vips_image_write_to_memory(cast.get(), &length), vips().g_free);
  if (memory == nullptr) throw std::runtime_error(vips_error_buffer());
  const auto* first = static_cast<const std::uint8_t*>(memory.get());
  return {.width = vips_image_get_width(cast.get()),
          .height = vips_image_get_height(cast.get()),
          .bands = vips_image_get_bands(cast.get()),
          .samples = {first, first + length}};
}

double mean_difference(const Picture& one, const Picture& other) {
  if (one.width != other.width || one.height != other.height) return 255;
  double sum = 0;
  for (int y = 0; y < one.height; ++y) {
    for (int x = 0; x < one.width; ++x) {
      for (int band = 0; band < 3; ++band) {
        sum += std::abs(one.at(x, y, band) - other.at(x, y, band));
      }
    }
  }
  return sum / (3.0 * one.width * one.height);
}

int hash_distance(const Picture& one, const Picture& other) {
  constexpr int kColumns = 9;
  constexpr int kRows = 8;
  int differing = 0;
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column + 1 < kColumns; ++column) {
      const auto rises = [&](const Picture& picture) {
        return brightness(picture, column, row, kColumns, kRows) <
               brightness(picture, column + 1, row, kColumns, kRows);
      };
      differing += rises(one) != rises(other) ? 1 : 0;
    }
  }
  return differing;
}

std::array<Colour, 4> quarter_colours(const Picture& picture) {
  const auto around = [&](int x, int y) {
    Colour mean{};
    int count = 0;
    for (int row = y - 1; row <= y + 1; ++row) {
      for (int column = x - 1; column <= x + 1; ++column) {
        for (std::size_t band = 0; band < 3; ++band) {
          mean[band] += picture.at(column, row, static_cast<int>(band));
        }
        ++count;
      }
    }
    for (int& channel : mean) channel /= count;
    return mean;
  };
  const int left = picture.width / 4;
  const int right = picture.width * 3 / 4;
  const int top = picture.height / 4;
  const int bottom = picture.height * 3 / 4;
  return {around(left, top), around(right, top), around(right, bottom), around(left, bottom)};
}

int distance(const Colour& one, const Colour& other) {
  int largest = 0;
  for (std::size_t band = 0; band < one.size(); ++band) {
    largest = std::max(largest, std::abs(one[band] - other[band]));
  }
  return largest;
}

bool has_field(std::string_view bytes, const char* field) {
  return vips_image_get_typeof(opened(bytes, "").get(), field) != 0;
}

int integer_field(std::string_view bytes, const char* field) {
  const Owned image = opened(bytes, "");
  int value = -1;
  if (vips_image_get_typeof(image.get(), field) == 0) return value;
  check(vips_image_get_int(image.get(), field, &value));
  return value;
}

}  // namespace shrike::testing
