#include "infra/local/cli/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/unit/local/cli/test_folder.h"

namespace shrike::local {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(WalkFolder, GivesTheFilesBelowItInTheOrderOfTheirBytes) {
  const TestFolder folder;
  for (const auto* name : {"b.jpg", "a/c.jpg", "a/b/d.jpg", "B.jpg", ".hidden"}) folder.leave(name);
  const auto content = walk_folder(folder.path(), "");
  EXPECT_THAT(content.files, ElementsAre(".hidden", "B.jpg", "a/b/d.jpg", "a/c.jpg", "b.jpg"));
  EXPECT_THAT(content.passed_over, IsEmpty());
  EXPECT_THAT(content.unreadable, IsEmpty());
}

TEST(WalkFolder, LeavesNamesAsTheyAre) {
  const TestFolder folder;
  for (const auto* name : {"a b+c %20.jpg", "new\nline", "ü€", "\xff"}) folder.leave(name);
  EXPECT_THAT(walk_folder(folder.path(), "").files,
              ElementsAre("a b+c %20.jpg", "new\nline", "ü€", "\xff"));
}

TEST(WalkFolder, FollowsNoLinkAndReadsNoPipe) {
  const TestFolder folder;
  folder.leave("photo.jpg");
  std::filesystem::create_directory_symlink(folder.path(), folder.path() / "around");
  std::filesystem::create_symlink("/etc/passwd", folder.path() / "link");
  ASSERT_EQ(mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
  const auto content = walk_folder(folder.path(), "");
  EXPECT_THAT(content.files, ElementsAre("photo.jpg"));
  ASSERT_EQ(content.passed_over.size(), 3U);
  EXPECT_EQ(content.passed_over[0].path, folder.path() / "around");
  EXPECT_EQ(content.passed_over[0].reason, "a symbolic link");
  EXPECT_EQ(content.passed_over[2].reason, "no regular file");
}

TEST(WalkFolder, DoesNotEnterTheFolderThatIsExcepted) {
  const TestFolder folder;
  folder.leave("photo.jpg");
  folder.leave("data/buckets/uploads/photo.jpg");
  EXPECT_THAT(walk_folder(folder.path(), folder.path() / "x" / ".." / "data").files,
              ElementsAre("data/buckets/uploads/photo.jpg", "photo.jpg"))
      << "there is no x";
  EXPECT_THAT(walk_folder(folder.path(), folder.path() / "data").files, ElementsAre("photo.jpg"));
}

TEST(WalkFolder, TellsOfAFolderThatCannotBeRead) {
  const TestFolder folder;
  const auto content = walk_folder(folder.path() / "missing", "");
  EXPECT_THAT(content.files, IsEmpty());
  ASSERT_EQ(content.unreadable.size(), 1U);
  EXPECT_EQ(content.unreadable[0].path, folder.path() / "missing");
}

}  // namespace
}  // namespace shrike::local
