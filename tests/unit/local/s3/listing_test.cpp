#include "infra/local/s3/listing.h"

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

Keys keys_of(const std::vector<std::string>& names) {
  Keys keys;
  for (const std::string& name : names) keys[name].versions = {ObjectVersion{}};
  return keys;
}

std::vector<std::string> names_of(const ListPage& page) {
  std::vector<std::string> names;
  for (const ListEntry& entry : page.entries) names.push_back(entry.key);
  return names;
}

using Names = std::vector<std::string>;

TEST(ListObjects, GoesByTheBytesOfTheKeys) {
  EXPECT_EQ(names_of(list_objects(keys_of({"b", "a", "B", "ä", "a/", "a-"}), {})),
            (Names{"B", "a", "a-", "a/", "b", "ä"}));
}

TEST(ListObjects, RollsKeysUpBehindThePrefix) {
  const Keys keys = keys_of({"a/1", "a/2", "b", "c/d/e", "c/f", "top"});
  const ListPage root = list_objects(keys, {.delimiter = "/"});
  EXPECT_EQ(names_of(root), (Names{"b", "top"}));
  EXPECT_EQ(root.common_prefixes, (Names{"a/", "c/"}));
  const ListPage below = list_objects(keys, {.prefix = "c/", .delimiter = "/"});
  EXPECT_EQ(names_of(below), (Names{"c/f"}));
  EXPECT_EQ(below.common_prefixes, (Names{"c/d/"}));
  const ListPage odd = list_objects(keys, {.prefix = "", .delimiter = "/d"});
  EXPECT_EQ(odd.common_prefixes, (Names{"c/d"}));
}

TEST(ListObjects, ShowsAFolderMarkerInItsOwnFolder) {
  const ListPage page =
      list_objects(keys_of({"f/", "f/x", "f//y"}), {.prefix = "f/", .delimiter = "/"});
  EXPECT_EQ(names_of(page), (Names{"f/", "f/x"}));
  EXPECT_EQ(page.common_prefixes, (Names{"f//"}));
}

TEST(ListObjects, LeavesOutDeletedKeys) {
  Keys keys = keys_of({"a", "b", "c"});
  keys["b"].versions.front().delete_marker = true;
  keys["c"].versions.clear();
  EXPECT_EQ(names_of(list_objects(keys, {})), (Names{"a"}));
}

TEST(ListObjects, PagesSeeEveryEntryOnce) {
  const Keys keys = keys_of({"a", "b/1", "b/2", "b/3", "c", "d/1", "d/2", "e", "f/1"});
  for (std::size_t limit = 1; limit <= 8; ++limit) {
    for (const std::string delimiter : {"", "/"}) {
      Names seen;
      ListQuery query{.delimiter = delimiter, .limit = limit};
      ListPage page;
      std::size_t pages = 0;
      do {
        page = list_objects(keys, query);
        EXPECT_LE(page.entries.size() + page.common_prefixes.size(), limit);
        for (const std::string& name : names_of(page)) seen.push_back(name);
        for (const std::string& name : page.common_prefixes) seen.push_back(name);
        query.after = page.last;
      } while (page.truncated && ++pages < 20);
      std::sort(seen.begin(), seen.end());
      EXPECT_EQ(seen, delimiter.empty()
                          ? (Names{"a", "b/1", "b/2", "b/3", "c", "d/1", "d/2", "e", "f/1"})
                          : (Names{"a", "b/", "c", "d/", "e", "f/"}))
          << limit;
    }
  }
}

TEST(ListObjects, SaysThatThereIsMoreOnlyWhereThereIs) {
  const Keys keys = keys_of({"a", "b", "p/1", "p/2"});
  EXPECT_FALSE(list_objects(keys, {.limit = 4}).truncated);
  EXPECT_TRUE(list_objects(keys, {.limit = 3}).truncated);
  EXPECT_FALSE(list_objects(keys, {.delimiter = "/", .limit = 3}).truncated);
  EXPECT_FALSE(list_objects(keys, {.limit = 0}).truncated);
  EXPECT_FALSE(list_objects(keys, {.prefix = "a", .limit = 1}).truncated);
}

TEST(ListObjects, StartsBehindAKeyThatNeedNotExist) {
  EXPECT_EQ(names_of(list_objects(keys_of({"a", "c", "e"}), {.after = "b"})), (Names{"c", "e"}));
  EXPECT_EQ(names_of(list_objects(keys_of({"a", "c", "e"}), {.after = "c"})), (Names{"e"}));
  EXPECT_EQ(names_of(list_objects(keys_of({"x/1", "y"}), {.prefix = "x", .after = "a"})),
            (Names{"x/1"}));
}

TEST(ListVersions, PagesWithinAKey) {
  Keys keys;
  for (const char* id : {"v3", "v2", "v1"}) {
    ObjectVersion version;
    version.version_id = id;
    keys["k"].versions.push_back(version);
  }
  keys["l"].versions = {ObjectVersion{}};
  const ListPage first = list_versions(keys, {.limit = 2}, "");
  ASSERT_EQ(first.entries.size(), 2U);
  EXPECT_TRUE(first.entries[0].latest);
  EXPECT_FALSE(first.entries[1].latest);
  EXPECT_TRUE(first.truncated);
  const ListPage second =
      list_versions(keys, {.after = first.last, .limit = 2}, first.last_version_id);
  ASSERT_EQ(second.entries.size(), 2U);
  EXPECT_EQ(second.entries[0].version.version_id, "v1");
  EXPECT_EQ(second.entries[1].key, "l");
  EXPECT_FALSE(second.truncated);
}

TEST(ListVersions, GoesOnBehindAVersionThatHasBeenDeletedSince) {
  Keys keys;
  for (const char* sequencer : {"06", "05", "03", "02"}) {
    ObjectVersion version;
    version.sequencer = sequencer;
    version.version_id = version_id_start(sequencer) + "random";
    keys["k"].versions.push_back(version);
  }
  const auto behind = [&](const std::string& marker) {
    std::vector<std::string> sequencers;
    const auto page = list_versions(keys, {.after = "k"}, marker);
    for (const ListEntry& entry : page.entries) sequencers.push_back(entry.version.sequencer);
    return sequencers;
  };
  EXPECT_EQ(behind(version_id_start("05") + "random"), (Names{"03", "02"}));
  EXPECT_EQ(behind(version_id_start("04") + "random"), (Names{"03", "02"}));
  EXPECT_EQ(behind(version_id_start("07") + "random"), (Names{"06", "05", "03", "02"}));
  EXPECT_EQ(behind(version_id_start("01") + "random"), Names{});
  // Nothing tells when it was written.
  EXPECT_EQ(behind(kNullVersion), (Names{"06", "05", "03", "02"}));
}

}  // namespace
}  // namespace shrike::local
