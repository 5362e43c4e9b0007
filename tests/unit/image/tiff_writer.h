#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace shrike::testing {

/// A field of a TIFF's directory; `type` as in TIFF 6.0: 3 is SHORT, 4 LONG, 16 LONG8.
struct TiffField {
  unsigned tag = 0;
  unsigned type = 3;
  std::vector<std::uint64_t> values;
};

struct TiffKind {
  bool big_endian = false;
  bool big_tiff = false;
};

/// The header, the bytes of the only strip, and the directory of the fields, which are sorted and
/// get StripOffsets and StripByteCounts added.
[[nodiscard]] std::string tiff(const std::string& strip, std::vector<TiffField> fields,
                               TiffKind kind = {});

/// What a picture of uncompressed samples needs: its size, the bits of a sample, how many there are
/// of a pixel, and what the first of them are (PhotometricInterpretation: 1 grey, 2 RGB, 5 CMYK).
[[nodiscard]] std::vector<TiffField> tiff_picture(std::uint64_t width, std::uint64_t height,
                                                  std::uint64_t bits, std::uint64_t samples,
                                                  std::uint64_t photometric);

}  // namespace shrike::testing
