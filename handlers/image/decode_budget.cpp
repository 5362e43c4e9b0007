#include "handlers/image/decode_budget.h"

#include <algorithm>

#include <fmt/format.h>

#include "handlers/image/size.h"
#include "runtime/error.h"

namespace shrike {
namespace {

constexpr std::uint64_t kMebibyte = 1024ULL * 1024;

// The figures below are peak resident memory, measured with libvips 8.18.7 and two threads on
// pictures of 12, 24 and 280 megapixels in every format, and rounded up.

/// The process with libvips and the HTTP client loaded, and a rendition on its way out.
constexpr std::uint64_t kProcessBytes = 40 * kMebibyte;
/// What any image takes.
constexpr std::uint64_t kFixedBytes = 6 * kMebibyte;
/// Rows of the source in flight between a decoder that streams and the scaler.
constexpr std::uint64_t kRowsInFlight = 2600;
/// Per pixel of the largest rendition: itself, its alpha, its turned copy, its encoder.
constexpr std::uint64_t kRenditionBytesPerPixel = 8;
/// libaom's and libde265's frames, and the conversion to RGB.
constexpr std::uint64_t kHeifBytesPerPixel = 20;
constexpr std::uint64_t kDeepHeifBytesPerPixel = 26;

// A baseline JPEG decodes several times as fast as anything else, to a picture shrunk already. The
// others' limit is that of sharp, 16383 squared.
constexpr std::uint64_t kMostPixels = 16'383ULL * 16'383ULL;
constexpr std::uint64_t kMostBaselineJpegPixels = 1'000'000'000;

std::uint64_t unsigned_of(int value) { return static_cast<std::uint64_t>(std::max(value, 0)); }

std::uint64_t stored_pixels(const ImageFacts& facts) {
  return unsigned_of(facts.stored_width) * unsigned_of(facts.stored_height);
}

std::uint64_t bytes_per_pixel(const ImageFacts& facts) {
  const std::uint64_t sample = facts.bits_per_sample <= 8 ? 1 : facts.bits_per_sample <= 16 ? 2 : 4;
  return unsigned_of(facts.bands) * sample;
}

/// Pages of other formats are never decoded but for the first.
std::uint64_t decoded_frames(const ImageFacts& facts, bool animated) {
  return animated && traits(facts.format).animation
             ? std::max<std::uint64_t>(1, unsigned_of(facts.pages))
             : 1;
}

bool baseline_jpeg(const ImageFacts& facts) {
  return facts.format == Format::Jpeg && !facts.progressive;
}

/// What the decoder holds of the picture before the first row can come out.
std::uint64_t held_bytes(const ImageFacts& facts) {
  const std::uint64_t pixels = stored_pixels(facts);
  switch (facts.format) {
    case Format::Jpeg:
      // Coefficients of 16 bits; 4:2:0 has half as many as luminance alone has, again.
      if (!facts.progressive) return 0;
      return pixels * (facts.chroma_subsampled ? 3 : 2 * unsigned_of(facts.bands));
    case Format::Png:
      return facts.progressive ? pixels * bytes_per_pixel(facts) : 0;
    case Format::Webp:
    case Format::Gif:
      // RGBA; an animation has a canvas and the frame that is drawn on it.
      return pixels * (facts.pages > 1 ? 8 : 4);
    case Format::Tiff:
      // One strip may be the whole picture, and its header does not say so here.
      return pixels * bytes_per_pixel(facts);
    case Format::Avif:
    case Format::Heic:
      return pixels * (facts.bits_per_sample > 8 ? kDeepHeifBytesPerPixel : kHeifBytesPerPixel);
  }
  return pixels * bytes_per_pixel(facts);
}

/// The size in which a picture leaves its decoder.
Size decoded_size(const ImageFacts& facts, Size target) {
  const Size source{facts.width, facts.height};
  if (facts.format == Format::Webp) return target;  // libwebp scales to any size
  const int shrink = facts.format == Format::Jpeg ? jpeg_shrink(source, target) : 1;
  return {source.width / shrink, source.height / shrink};
}

std::uint64_t in_flight_bytes(const ImageFacts& facts, Size target) {
  const Size decoded = decoded_size(facts, target);
  // Rows of the picture as stored: turned ones are as long as the other side.
  const bool turned = facts.width != facts.stored_width;
  const int row = turned ? decoded.height : decoded.width;
  const int rows = turned ? decoded.width : decoded.height;
  return unsigned_of(row) * std::min(kRowsInFlight, unsigned_of(rows)) * bytes_per_pixel(facts);
}

}  // namespace

DecodeBudget DecodeBudget::for_function(std::uint64_t function_memory_mb,
                                        std::uint64_t object_bytes) {
  const std::uint64_t memory = function_memory_mb * kMebibyte;
  const std::uint64_t taken = kProcessBytes + object_bytes;
  return {.memory_bytes = memory > taken ? memory - taken : 0};
}

std::uint64_t estimated_decode_bytes(const ImageFacts& facts, int largest_side, bool animated) {
  const Size target = fitted({facts.width, facts.height}, largest_side, largest_side);
  return kFixedBytes + held_bytes(facts) + in_flight_bytes(facts, target) +
         unsigned_of(target.width) * unsigned_of(target.height) * decoded_frames(facts, animated) *
             kRenditionBytesPerPixel;
}

void require_within_budget(const ImageFacts& facts, int largest_side, bool animated,
                           const DecodeBudget& budget) {
  const std::uint64_t frames = decoded_frames(facts, animated);
  const std::uint64_t pixels = stored_pixels(facts) * frames;
  const std::uint64_t most = baseline_jpeg(facts) ? kMostBaselineJpegPixels : kMostPixels;
  if (pixels > most) {
    throw Error(
        ErrorKind::Reject, "Image.TooLarge",
        fmt::format("{}x{} pixels, {} frames: {} megapixels to decode, and {} are allowed",
                    facts.width, facts.height, frames, pixels / 1'000'000, most / 1'000'000));
  }
  const std::uint64_t needed = estimated_decode_bytes(facts, largest_side, animated);
  if (needed > budget.memory_bytes) {
    throw Error(ErrorKind::Reject, "Image.TooLarge",
                fmt::format("Decoding this {}x{} {} takes about {} MB, and the function's memory "
                            "leaves {} MB for it",
                            facts.width, facts.height, traits(facts.format).name,
                            needed / kMebibyte, budget.memory_bytes / kMebibyte));
  }
}

}  // namespace shrike
