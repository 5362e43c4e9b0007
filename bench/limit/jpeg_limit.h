#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace shrike::bench {

struct PixelSize {
  int width = 0;
  int height = 0;
};

/// `source` within `width` x `width`, never enlarged; no side is less than 1.
[[nodiscard]] PixelSize fit_within(PixelSize source, int width);

/// The least that libjpeg-turbo can do to make a JPEG thumbnail of a JPEG: one decode at the
/// largest reduction within the DCT that is not smaller than the thumbnail, and one encode. In
/// between stands the nearest pixel instead of a filter, so that the encoder gets a picture of the
/// right size for next to nothing. No metadata, no profile, no turning upright. Memory is kept from
/// one to the next. Throws std::runtime_error in libjpeg-turbo's words.
class JpegLimit {
 public:
  /// `jpeg` outlives this.
  explicit JpegLimit(std::string_view jpeg);

  [[nodiscard]] PixelSize size() const noexcept { return size_; }

  /// 8, 4, 2 or 1: what decode() reduces by for a thumbnail of this size.
  [[nodiscard]] int reduction_for(PixelSize thumbnail) const noexcept;

  void decode(int reduction);
  /// Of what was decoded last, at quality 80 and 4:2:0 with the usual Huffman tables; the bytes.
  std::size_t encode(PixelSize thumbnail);

 private:
  struct Close {
    void operator()(void* handle) const;
  };
  using Handle = std::unique_ptr<void, Close>;

  std::string_view jpeg_;
  Handle decoder_;
  Handle encoder_;
  PixelSize size_;
  PixelSize decoded_size_;
  std::vector<unsigned char> decoded_;
  std::vector<unsigned char> picked_;
  std::vector<unsigned char> encoded_;
};

}  // namespace shrike::bench
