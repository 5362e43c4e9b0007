#include "handlers/image/gif_blocks.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace shrike {
namespace {

// GIF89a, sections 18 to 27.
constexpr std::size_t kHeaderAndScreen = 13;
constexpr std::size_t kScreenFlags = 10;
constexpr std::size_t kImageDescriptor = 10;
constexpr std::size_t kImageFlags = 9;
constexpr unsigned kImage = 0x2C;
constexpr unsigned kExtension = 0x21;
constexpr unsigned kTrailer = 0x3B;

class Blocks {
 public:
  explicit Blocks(std::string_view bytes) : bytes_(bytes) {}

  /// 0 behind the end, which begins no block and ends a row of sub-blocks.
  [[nodiscard]] unsigned byte(std::size_t ahead = 0) const {
    return at_ + ahead < bytes_.size() ? static_cast<std::uint8_t>(bytes_[at_ + ahead]) : 0;
  }

  void skip(std::size_t count) { at_ += count; }

  [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }

  void skip_colour_table(unsigned flags) {
    if ((flags & 0x80U) != 0) skip(std::size_t{3} << ((flags & 7U) + 1));
  }

  void skip_zeros() { at_ = std::min(bytes_.find_first_not_of('\0', at_), bytes_.size()); }

  void skip_sub_blocks() {
    while (byte() != 0) skip(byte() + std::size_t{1});
    skip(1);
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace

GifEnd gif_end(std::string_view bytes) {
  Blocks blocks(bytes);
  const unsigned screen_flags = blocks.byte(kScreenFlags);
  blocks.skip(kHeaderAndScreen);
  blocks.skip_colour_table(screen_flags);
  while (true) {
    switch (blocks.byte()) {
      case kExtension:
        blocks.skip(2);
        blocks.skip_sub_blocks();
        break;
      case kImage: {
        const unsigned image_flags = blocks.byte(kImageFlags);
        blocks.skip(kImageDescriptor);
        blocks.skip_colour_table(image_flags);
        blocks.skip(1);  // the size of LZW codes
        blocks.skip_sub_blocks();
        break;
      }
      default:
        if (blocks.at_end()) return GifEnd::BetweenBlocks;
        // libvips ends at a stray zero: what follows but the trailer is lost to it. Zeros to the
        // end are a file that was never filled.
        blocks.skip_zeros();
        return blocks.byte() == kTrailer ? GifEnd::Trailer : GifEnd::WithinBlock;
    }
  }
}

}  // namespace shrike
