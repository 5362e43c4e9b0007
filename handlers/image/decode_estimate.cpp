#include "handlers/image/decode_estimate.h"

#include <algorithm>
#include <limits>

#include "runtime/mebibyte.h"

namespace shrike {
namespace {

// The figures below are those of DECODE_BUDGET.md. Sums are of floating point, which no facts can
// make overflow.

/// The code and the tables of a decoder and of an encoder.
constexpr double kFixedBytes = 11.0 * kMebibyte;
/// Conversion by a colour profile: its tables.
constexpr double kProfileBytes = 6.0 * kMebibyte;
/// Rows of the source in flight between a decoder that streams and the scaler, for each time that
/// the picture becomes smaller; from a factor on, libvips averages blocks before it scales.
constexpr double kRowsInFlight = 270;
constexpr double kLargestScaling = 3.75;
/// Pixels with alpha are scaled as floating point.
constexpr double kAlphaInFlight = 2.75;

double at_least_one(int side) { return std::max(side, 1); }

double pixels_of(Size size) { return at_least_one(size.width) * at_least_one(size.height); }

/// As decoded.
double bytes_per_pixel(const ImageFacts& facts) {
  const int sample = facts.bits_per_sample <= 8 ? 1 : facts.bits_per_sample <= 16 ? 2 : 4;
  return at_least_one(facts.bands) * sample;
}

/// What the decoder holds of the picture before the first row can come out.
double held_bytes(const ImageFacts& facts) {
  const double pixels = stored_pixels(facts);
  switch (facts.format) {
    case Format::Jpeg:
      // Coefficients of 16 bits; 4:2:0 has half as many as luminance alone has, again.
      if (!facts.progressive) return 0;
      return pixels * (facts.chroma_subsampled ? 3 : 2 * at_least_one(facts.bands));
    case Format::Png:
      return facts.progressive ? pixels * bytes_per_pixel(facts) : 0;
    case Format::Webp:
      // RGBA; an animation has a canvas and the frame that is drawn on it. A lossy one streams, but
      // its opacity is decoded whole, and held twice.
      return pixels * (facts.pages > 1 ? 8 : facts.lossless ? 4 : facts.alpha ? 2 : 0);
    case Format::Gif:
      return pixels * (facts.pages > 1 ? 9 : 5);
    case Format::Tiff:
      return at_least_one(facts.stored_width) * bytes_per_pixel(facts) *
             (facts.rows_at_once > 0 ? facts.rows_at_once : at_least_one(facts.stored_height));
    case Format::Avif:
    case Format::Heic:
      // Frames of the decoder, and the conversion to RGB.
      return pixels * (facts.bits_per_sample > 8 ? 26 : 20) + (facts.alpha ? 3 * pixels : 0);
  }
  return pixels * bytes_per_pixel(facts);
}

/// How many times as wide as its rendition the picture leaves its decoder. Of a JPEG, which can
/// shrink by 2, 4 and 8 but not below what is wanted, it is the most that may be.
double scaling(const ImageFacts& facts, Size target) {
  if (facts.format == Format::Webp && facts.pages <= 1) return 1;  // libwebp scales to any size
  const double whole = std::max(at_least_one(facts.width) / at_least_one(target.width),
                                at_least_one(facts.height) / at_least_one(target.height));
  constexpr double kMostAboveShrink = 3;
  constexpr double kLargestShrink = 8;
  return facts.format == Format::Jpeg
             ? std::max(std::min(whole, kMostAboveShrink), whole / kLargestShrink)
             : whole;
}

double in_flight_bytes(const ImageFacts& facts, Size target) {
  const double factor = scaling(facts, target);
  // Rows of the picture as stored: turned ones are as long as the other side.
  const bool turned = facts.width != facts.stored_width;
  const double row = at_least_one(turned ? target.height : target.width) * factor;
  const double rows = at_least_one(turned ? target.width : target.height) * factor;
  return row * std::min(rows, kRowsInFlight * std::min(factor, kLargestScaling)) *
         bytes_per_pixel(facts) * (facts.alpha ? kAlphaInFlight : 1);
}

/// Of one frame in its encoder, with what comes out, which for noise is as large as the frame.
double encoder_bytes_per_pixel(const PlannedOutput& output, bool alpha) {
  constexpr int kLowestFullChromaQuality = 90;  // libvips, jpegsave
  switch (output.format) {
    case Format::Jpeg:
      return output.quality < kLowestFullChromaQuality ? 4 : 7;
    case Format::Png:
    case Format::Tiff:
      return 7;
    case Format::Webp:
      return alpha ? 22 : 15;
    case Format::Gif:
      return 13;
    case Format::Avif:
    case Format::Heic:
      return alpha ? 40 : 24;
  }
  return 40;
}

/// Outputs are encoded one after another, so that the largest counts.
double encoding_bytes(const ImageFacts& facts, const DecodePlan& plan) {
  constexpr double kGathered = 4;  // a pixel of an animation, until its last frame
  double most = 0;
  for (const PlannedOutput& output : plan.outputs) {
    const double pixels = pixels_of(output.size);
    const double frames = decoded_frames(facts, output.frames);
    const double gathered = frames > 1 ? pixels * frames * kGathered : 0;
    most = std::max(most, gathered + pixels * encoder_bytes_per_pixel(output, facts.alpha));
  }
  return most;
}

double memory(const ImageFacts& facts, const DecodePlan& plan) {
  const double frames = decoded_frames(facts, plan.frames);
  // sRGB of 8 bits; an animation's frames have alpha.
  const double scaled = pixels_of(plan.size) * frames * (facts.alpha || frames > 1 ? 4 : 3);
  const bool profile = facts.icc_profile || facts.colour_space == "cmyk";
  // What the decoder holds is given back before anything is encoded.
  return kFixedBytes + (profile ? kProfileBytes : 0) + scaled +
         std::max(held_bytes(facts) + in_flight_bytes(facts, plan.size),
                  encoding_bytes(facts, plan));
}

/// Half of what a picture of one colour takes, which takes the least. A GIF's picture, and an
/// animation's frame, may be a spot on a large canvas.
double nanoseconds_per_pixel(const ImageFacts& facts) {
  switch (facts.format) {
    case Format::Jpeg:
      return facts.progressive ? 1.8 : 0.2;
    case Format::Png:
      return facts.progressive ? 3 : 0.2;
    case Format::Webp:
      return facts.pages > 1 ? 0.1 : facts.lossless ? 1.3 : 0.5;
    case Format::Gif:
    case Format::Tiff:
      return 0.2;
    case Format::Avif:
      return 8;
    case Format::Heic:
      return 1;  // not measured: the build that ships decodes none
  }
  return 0;
}

double processor_milliseconds(const ImageFacts& facts, const DecodePlan& plan) {
  constexpr double kNanosecondsPerMillisecond = 1e6;
  return stored_pixels(facts) * decoded_frames(facts, plan.frames) * nanoseconds_per_pixel(facts) /
         kNanosecondsPerMillisecond;
}

template <typename Integer>
Integer saturated(double value) {
  constexpr auto kMost = std::numeric_limits<Integer>::max();
  return value < static_cast<double>(kMost) ? static_cast<Integer>(value) : kMost;
}

}  // namespace

double decoded_frames(const ImageFacts& facts, Frames frames) {
  return frames == Frames::All && traits(facts.format).animation ? at_least_one(facts.pages) : 1;
}

double stored_pixels(const ImageFacts& facts) {
  return pixels_of({facts.stored_width, facts.stored_height});
}

DecodeEstimate estimated_decode(const ImageFacts& facts, const DecodePlan& plan) {
  using Milliseconds = std::chrono::milliseconds;
  return {
      .memory_bytes = saturated<std::uint64_t>(memory(facts, plan)),
      .duration = Milliseconds(saturated<Milliseconds::rep>(processor_milliseconds(facts, plan)))};
}

}  // namespace shrike
