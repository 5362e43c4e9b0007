#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "handlers/image/inspect.h"
#include "handlers/image/renditions.h"
#include "tests/unit/image/pictures.h"

namespace shrike {
namespace {

using namespace testing;

std::string photograph(const std::string& name) {
  std::ifstream file(std::filesystem::path(SHRIKE_PHOTOGRAPHS) / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Photographs : public ::testing::TestWithParam<const char*> {};

TEST_P(Photographs, ComeOutAsTheyWentIn) {
  const std::string source = photograph(GetParam());
  ASSERT_FALSE(source.empty());
  const ImageFacts facts = inspect(source);
  const Picture original = decoded(source);
  const auto renditions = make_renditions(
      source, facts,
      parse_renditions("full:4000x,webp,q90;thumb:160x160,jpeg;small:200x,avif,q70"));
  EXPECT_LT(mean_difference(decoded(renditions[0].bytes), original), 4);
  for (const Rendition& rendition : renditions) {
    EXPECT_LE(hash_distance(decoded(rendition.bytes), original), 5) << rendition.name;
  }
}

TEST_P(Photographs, TakeLessAsPngThanWithoutFilters) {
  const std::string source = photograph(GetParam());
  const auto renditions = make_renditions(source, inspect(source), parse_renditions("a:400x,png"));
  const std::string unfiltered =
      encoded(decoded(renditions.at(0).bytes), ".png[filter=none,compression=6]");
  EXPECT_LT(renditions[0].bytes.size(), unfiltered.size() * 9 / 10);
}

TEST(Photographs, OfAPaletteTakeNoMoreAsPngThanWithoutFilters) {
  const std::string source = encoded(decoded(photograph("coffee.png")), ".png[palette]");
  const auto renditions = make_renditions(source, inspect(source), parse_renditions("a:2000x,png"));
  const std::string unfiltered =
      encoded(decoded(renditions.at(0).bytes), ".png[filter=none,compression=6]");
  EXPECT_LT(renditions[0].bytes.size(), unfiltered.size() * 11 / 10);
}

INSTANTIATE_TEST_SUITE_P(OfScikitImage, Photographs,
                         ::testing::Values("chelsea.png", "coffee.png", "rocket.jpg",
                                           "astronaut.png"),
                         [](const auto& each) {
                           const std::string name = each.param;
                           return name.substr(0, name.find('.'));
                         });

}  // namespace
}  // namespace shrike
