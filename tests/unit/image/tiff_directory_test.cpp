#include "handlers/image/tiff_directory.h"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/image/tiff_writer.h"

namespace shrike {
namespace {

using namespace testing;

constexpr std::array kKinds{TiffKind{false, false}, TiffKind{true, false}, TiffKind{false, true},
                            TiffKind{true, true}};
constexpr unsigned kTag = 40'000;
constexpr unsigned kOther = 40'001;
constexpr std::size_t kMany = 100;

TEST(TiffDirectory, IsReadInBothByteOrdersAndBothSizes) {
  for (const TiffKind& kind : kKinds) {
    const std::string bytes =
        tiff("pixels", {{kTag, 3, {7, 8, 9, 10, 11}}, {kOther, 4, {70'000}}}, kind);
    const TiffDirectory directory(bytes);
    EXPECT_TRUE(directory.readable());
    EXPECT_TRUE(directory.has(kTag));
    EXPECT_FALSE(directory.has(kTag + 2));
    EXPECT_EQ(directory.values(kTag, kMany), (std::vector<std::uint64_t>{7, 8, 9, 10, 11}));
    EXPECT_EQ(directory.values(kTag, 2), (std::vector<std::uint64_t>{7, 8}));
    EXPECT_EQ(directory.first(kTag), 7U);
    EXPECT_EQ(directory.first(kOther), 70'000U);
    EXPECT_FALSE(directory.first(kTag + 2));
  }
}

TEST(TiffDirectory, ReadsWholeNumbersOfEverySize) {
  for (const TiffKind& kind : kKinds) {
    for (const unsigned type : {1U, 3U, 4U, 16U}) {
      const std::string bytes = tiff("pixels", {{kTag, type, {200, 100}}}, kind);
      EXPECT_EQ(TiffDirectory(bytes).values(kTag, kMany), (std::vector<std::uint64_t>{200, 100}));
    }
    const std::string rational = tiff("pixels", {{kTag, 5, {200}}}, kind);
    EXPECT_TRUE(TiffDirectory(rational).has(kTag));
    EXPECT_FALSE(TiffDirectory(rational).first(kTag));
  }
}

TEST(TiffDirectory, StaysWithinTheBytes) {
  for (const TiffKind& kind : kKinds) {
    const std::string whole = tiff("pixels", {{kTag, 3, {7, 8, 9, 10, 11}}}, kind);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const std::string cut = whole.substr(0, size);
      EXPECT_LE(TiffDirectory(cut).values(kTag, kMany).size(), 5U);
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
      std::string lying = whole;
      for (std::size_t i = at; i < at + 8 && i < lying.size(); ++i) lying[i] = '\xFF';
      EXPECT_LE(TiffDirectory(lying).values(kTag, kMany).size(), kMany);
    }
  }
}

TEST(TiffDirectory, IsNotReadableWhereThereIsNone) {
  using namespace std::string_literals;
  for (const std::string& bytes : {""s, "II"s, "II*\0"s, "II*\0\xFF\xFF\xFF\xFF"s,
                                   "II,\0\x08\0\0\0\0\0"s, "II+\0\x08\0\0\0"s}) {
    EXPECT_FALSE(TiffDirectory(bytes).readable()) << bytes.size();
    EXPECT_FALSE(TiffDirectory(bytes).has(0)) << bytes.size();
  }
}

}  // namespace
}  // namespace shrike
