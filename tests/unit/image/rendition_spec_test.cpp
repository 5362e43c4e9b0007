#include "handlers/image/rendition_spec.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike {
namespace {

TEST(RenditionSpec, ReadsTheExampleOfTheReadme) {
  const auto specs = parse_renditions("thumb:320x320,webp,q80;preview:1600x");
  ASSERT_EQ(specs.size(), 2U);
  EXPECT_EQ(specs[0], (RenditionSpec{.name = "thumb",
                                     .width = 320,
                                     .height = 320,
                                     .format = Format::Webp,
                                     .quality = 80,
                                     .animated = false}));
  EXPECT_EQ(specs[1], (RenditionSpec{.name = "preview",
                                     .width = 1600,
                                     .height = std::nullopt,
                                     .format = std::nullopt,
                                     .quality = 80,
                                     .animated = false}));
}

TEST(RenditionSpec, TakesOptionsInAnyOrderAndSpacesBetween) {
  const auto specs = parse_renditions(" a-1 : x480 , animated , q7 , gif ;\n b:16383x1 ; ");
  ASSERT_EQ(specs.size(), 2U);
  EXPECT_EQ(specs[0].name, "a-1");
  EXPECT_EQ(specs[0].width, std::nullopt);
  EXPECT_EQ(specs[0].height, 480);
  EXPECT_EQ(specs[0].format, Format::Gif);
  EXPECT_EQ(specs[0].quality, 7);
  EXPECT_TRUE(specs[0].animated);
  EXPECT_EQ(specs[1].width, 16383);
}

TEST(RenditionSpec, KeepsFramesOfWhateverFormatTheSourceHas) {
  EXPECT_TRUE(parse_renditions("a:10x10,animated").at(0).animated);
}

TEST(RenditionSpec, RefusesWithThePartAndWhatIsAllowed) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "at least one rendition"},
      {"  ", "at least one rendition"},
      {"thumb", "name:WIDTHxHEIGHT"},
      {"a:10x10;;b:10x10", "name:WIDTHxHEIGHT"},
      {":10x10", "a name is"},
      {"Thumb:10x10", "a name is"},
      {"a/b:10x10", "a name is"},
      {"..:10x10", "a name is"},
      {std::string(33, 'a') + ":10x10", "a name is"},
      {"a:", "a size is"},
      {"a:x", "a size is"},
      {"a:100", "a size is"},
      {"a:0x10", "a side is"},
      {"a:-1x10", "a side is"},
      {"a:+1x10", "a side is"},
      {"a:16384x", "a side is"},
      {"a:99999999999999999999x", "a side is"},
      {"a:1.5x2", "a side is"},
      {"a:10x10x10", "a side is"},
      {"a:10X10", "a size is"},
      {"a:10x10,q0", "q1 to q100"},
      {"a:10x10,q101", "q1 to q100"},
      {"a:10x10,q-5", "q1 to q100"},
      {"a:10x10,q", "an option is"},
      {"a:10x10,bmp", "an option is"},
      {"a:10x10,JPEG", "an option is"},
      {"a:10x10,heic", "not written"},
      {"a:10x10,,png", "an option is"},
      {"a:10x10,jpeg,png", "once"},
      {"a:10x10,q5,q6", "once"},
      {"a:10x10,animated,animated", "once"},
      {"a:10x10,png,animated", "gif or webp"},
      {"a:10x10;a:20x20", "once only"},
  };
  for (const auto& [text, reason] : cases) {
    try {
      static_cast<void>(parse_renditions(text));
      ADD_FAILURE() << "accepted: " << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.type(), "Config.Invalid") << text;
      EXPECT_EQ(error.kind(), ErrorKind::Reject) << text;
      EXPECT_NE(error.message().find(reason), std::string::npos)
          << text << " gave: " << error.message();
    }
  }
}

}  // namespace
}  // namespace shrike
