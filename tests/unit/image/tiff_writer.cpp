#include "tests/unit/image/tiff_writer.h"

#include <algorithm>
#include <cstddef>

namespace shrike::testing {
namespace {

std::string number(std::uint64_t value, std::size_t size, const TiffKind& kind) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(value >> 8 * i & 0xFFU);
  if (kind.big_endian) std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

std::size_t size_of_type(unsigned type) {
  constexpr unsigned kShort = 3;
  constexpr unsigned kLong8 = 16;
  return type < kShort ? 1 : type == kShort ? 2 : type == kLong8 ? 8 : 4;
}

}  // namespace

std::string tiff(const std::string& strip, std::vector<TiffField> fields, TiffKind kind) {
  const std::size_t word = kind.big_tiff ? 8 : 4;
  const std::size_t header = 2 * word;
  const std::size_t directory = header + strip.size();
  fields.push_back({273, 4, {header}});
  fields.push_back({279, 4, {strip.size()}});
  std::sort(fields.begin(), fields.end(),
            [](const TiffField& one, const TiffField& other) { return one.tag < other.tag; });

  const auto in = [&](std::uint64_t value, std::size_t size) { return number(value, size, kind); };
  std::string entries = in(fields.size(), kind.big_tiff ? 8 : 2);
  const std::size_t behind = directory + entries.size() + fields.size() * (4 + 2 * word) + word;
  std::string far;
  for (const TiffField& field : fields) {
    std::string values;
    for (const auto value : field.values) values += in(value, size_of_type(field.type));
    if (values.size() > word) {
      far += values;
      values = in(behind + far.size() - values.size(), word);
    }
    values.resize(word, '\0');
    entries += in(field.tag, 2) + in(field.type, 2) + in(field.values.size(), word) + values;
  }
  const std::string start = kind.big_tiff ? in(43, 2) + in(8, 2) + in(0, 2) : in(42, 2);
  return (kind.big_endian ? "MM" : "II") + start + in(directory, word) + strip + entries +
         in(0, word) + far;
}

std::vector<TiffField> tiff_picture(std::uint64_t width, std::uint64_t height, std::uint64_t bits,
                                    std::uint64_t samples, std::uint64_t photometric) {
  return {{256, 4, {width}},
          {257, 4, {height}},
          {258, 3, std::vector<std::uint64_t>(samples, bits)},
          {259, 3, {1}},
          {262, 3, {photometric}},
          {277, 3, {samples}},
          {278, 4, {height}}};
}

}  // namespace shrike::testing
