#include "infra/local/s3/key_path.h"

#include <random>
#include <set>

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

TEST(PathOfKey, LeavesOrdinaryKeysAsTheyAre) {
  for (const char* key :
       {"cat.jpg", "in/my photo+1.jpg", "100% sure.jpg", "a/b/c", "ünï ✓.jpg", ".hidden", "...",
        "a..b", "%4", "50%zz", "=;:@,!*'()", "back\\slash", "-rf", "~"}) {
    EXPECT_EQ(path_of_key(key), std::filesystem::path(key)) << key;
  }
}

struct Awkward {
  std::string key;
  std::string path;
};

TEST(PathOfKey, EscapesWhatAFileSystemCannotHold) {
  const std::vector<Awkward> cases{
      {"..", "%2E%2E"},
      {".", "%2E"},
      {"../../etc/passwd", "%2E%2E/%2E%2E/etc/passwd"},
      {"a/../b", "a/%2E%2E/b"},
      {"a//b", "a/%2F/b"},
      {"/etc/passwd", "%2F/etc/passwd"},
      {"folder/", "folder/%2F"},
      {"/", "%2F/%2F"},
      {std::string("a\0b", 3), "a%00b"},
      {"%2F", "%252F"},
      {"%2E%2E", "%252E%252E"},
      {"%", "%25"},
      {"100%", "100%25"},
      {"%%41", "%%2541"},
  };
  for (const Awkward& awkward : cases) {
    EXPECT_EQ(path_of_key(awkward.key).native(), awkward.path);
    EXPECT_EQ(key_of_path(awkward.path), awkward.key);
  }
}

TEST(PathOfKey, CutsLongNamesIntoPieces) {
  for (const std::size_t length : {255U, 256U, 480U, 481U, 1024U}) {
    for (const std::string& unit : {std::string("x"), std::string("%"), std::string("%41"),
                                    std::string("."), std::string(1, '\0')}) {
      std::string key;
      while (key.size() + unit.size() <= length) key += unit;
      const std::filesystem::path path = path_of_key(key);
      for (const auto& name : path) {
        EXPECT_LE(name.native().size(), 255U);
        EXPECT_NE(name, "..");
        EXPECT_NE(name, kFolderObject);
      }
      EXPECT_EQ(key_of_path(path), key);
    }
  }
}

TEST(PathOfKey, NeverLeadsOutOfTheBucketNorMapsTwoKeysToOnePath) {
  constexpr std::string_view kParts = "./%2EFa0\0\\~ ";
  const std::string parts(kParts.data(), 13);
  std::mt19937 random(20261121);
  std::map<std::string, std::string> seen;
  for (int round = 0; round < 20000; ++round) {
    std::string key;
    const std::size_t length = 1 + random() % 8;
    while (key.size() < length) key += parts[random() % parts.size()];
    const std::filesystem::path path = path_of_key(key);
    ASSERT_TRUE(path.is_relative());
    ASSERT_EQ(path.lexically_normal(), path) << key;
    ASSERT_EQ(path.native().find('\0'), std::string::npos);
    ASSERT_EQ(key_of_path(path), key);
    const auto [it, fresh] = seen.emplace(path.native(), key);
    ASSERT_TRUE(fresh || it->second == key) << key << " and " << it->second;
  }
}

}  // namespace
}  // namespace shrike::local
