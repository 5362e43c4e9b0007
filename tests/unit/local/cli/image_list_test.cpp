#include "infra/local/cli/image_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/error.h"
#include "tests/unit/local/cli/test_folder.h"

namespace shrike::local {
namespace {

using testing::ElementsAre;

std::vector<std::string> keys_of(const ImageList& list) {
  std::vector<std::string> keys;
  for (const auto& item : list.items) keys.push_back(item.key.str());
  return keys;
}

TEST(ListFiles, CallsAFileByItsNameAndThoseOfAFolderByTheirWayInIt) {
  const TestFolder folder;
  const auto file = folder.leave("alone/photo 1+2.jpg");
  folder.leave("album/summer/photo.jpg");
  const auto list = list_files({file, folder.path() / "album"}, "");
  EXPECT_THAT(keys_of(list), ElementsAre("photo 1+2.jpg", "summer/photo.jpg"));
  EXPECT_EQ(list.items[1].file, folder.path() / "album/summer/photo.jpg");
  EXPECT_FALSE(list.items[0].found) << "who names a file says that it is an image";
  EXPECT_TRUE(list.items[1].found);
}

TEST(ListFiles, GivesNoKeyTwice) {
  const TestFolder folder;
  const auto first = folder.leave("a/photo.jpg");
  const auto second = folder.leave("b/photo.jpg");
  EXPECT_THAT(keys_of(list_files({first, second, folder.path() / "b", first}, "")),
              ElementsAre("photo.jpg", "2/photo.jpg", "3/photo.jpg", "4/photo.jpg"));
}

TEST(ListFiles, RefusesANameThatIsNothing) {
  const TestFolder folder;
  EXPECT_THROW((void)list_files({folder.path() / "missing.jpg"}, ""), Error);
}

}  // namespace
}  // namespace shrike::local
