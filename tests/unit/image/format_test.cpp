#include "handlers/image/format.h"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace shrike {
namespace {

using namespace std::string_literals;

constexpr std::array kAll{Format::Jpeg, Format::Png,  Format::Webp, Format::Gif,
                          Format::Tiff, Format::Avif, Format::Heic};

std::string ftyp(const std::string& major, const std::string& compatible) {
  return "\0\0\0\x20"s + "ftyp" + major + "\0\0\0\0"s + compatible;
}

TEST(Format, IsNamedAsItsTraitsSay) {
  for (const Format format : kAll) EXPECT_EQ(format_named(traits(format).name), format);
  EXPECT_EQ(format_named("jpg"), Format::Jpeg);
  EXPECT_EQ(format_named("tif"), Format::Tiff);
}

TEST(Format, KnowsNoOtherNames) {
  for (const char* name : {"", "JPEG", "jpe", "bmp", "svg", " png", "png "}) {
    EXPECT_FALSE(format_named(name)) << name;
  }
}

TEST(Format, IsToldByItsFirstBytes) {
  const std::vector<std::pair<std::string, Format>> cases{
      {"\xFF\xD8\xFF\xE0\0\x10JFIF"s, Format::Jpeg},
      {"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR"s, Format::Png},
      {"RIFF\x10\0\0\0WEBPVP8 "s, Format::Webp},
      {"GIF87a\1\0\1\0"s, Format::Gif},
      {"GIF89a\1\0\1\0"s, Format::Gif},
      {"II*\0\x08\0\0\0"s, Format::Tiff},
      {"MM\0*\0\0\0\x08"s, Format::Tiff},
      {"II+\0\x08\0\0\0"s, Format::Tiff},
      {"MM\0+\0\x08\0\0"s, Format::Tiff},
      {ftyp("avif", "mif1"), Format::Avif},
      {ftyp("avis", "msf1"), Format::Avif},
      {ftyp("heic", "mif1"), Format::Heic},
      {ftyp("heix", "mif1"), Format::Heic},
      {ftyp("mif1", "miafheic"), Format::Heic},
      {ftyp("mif1", "miafavif"), Format::Avif},
  };
  for (const auto& [bytes, format] : cases) EXPECT_EQ(sniff(bytes), format) << bytes.substr(0, 16);
}

TEST(Format, IsNothingForOtherContent) {
  const std::vector<std::string> cases{
      "",
      "\xFF\xD8",
      "hello, world",
      "<!DOCTYPE html><html></html>",
      "<svg xmlns='http://www.w3.org/2000/svg'/>",
      "%PDF-1.7\n",
      "BM\x46\0\0\0"s,
      "RIFF\x10\0\0\0WAVEfmt "s,
      "RIFF",
      "RIFFWEBP",
      "GIF88a\1\0"s,
      ftyp("isom", "mp41mp42"),
      ftyp("qt  ", "qt  "),
      ftyp("mif1", "miaf"),
      "\0\0\0\x20"s + "ftyp",
      "\0\0\0\x20"s + "ftypavi",
      std::string(64, '\0'),
  };
  for (const auto& bytes : cases) EXPECT_FALSE(sniff(bytes)) << bytes.substr(0, 16);
}

TEST(Format, SaysWhichBrandsOfHeifAreNotRead) {
  for (const char* brand : {"avis", "hevx", "mif2"}) {
    EXPECT_TRUE(has_unread_heif_brand(ftyp(brand, "mif1avif"))) << brand;
  }
  for (const char* brand : {"avif", "heic", "mif1", "msf1"}) {
    EXPECT_FALSE(has_unread_heif_brand(ftyp(brand, "avismif2"))) << brand;
  }
  EXPECT_FALSE(has_unread_heif_brand(""));
  EXPECT_FALSE(has_unread_heif_brand("\0\0\0\x20"s + "ftypavi"));
}

}  // namespace
}  // namespace shrike
