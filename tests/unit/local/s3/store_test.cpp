#include "infra/local/s3/store.h"

#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infra/local/aws_fault.h"
#include "runtime/error.h"
#include "tests/unit/local/s3/service_fixture.h"

namespace shrike::local {
namespace {

using ::testing::ElementsAre;

class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    open();
    store_->create_bucket("bucket");
  }

  void open() {
    store_.reset();
    store_ = std::make_unique<Store>(folder_.path(), clock_);
  }

  Change put(const std::string& key, const std::string& bytes) {
    TemporaryFile data(store_->files("bucket").temporary());
    data.write(bytes);
    ObjectVersion draft;
    draft.size = bytes.size();
    draft.etag = "etag of " + bytes;
    return store_->put("bucket", key, draft, std::move(data), nullptr);
  }

  std::string bytes(const std::string& key, const std::string& version = "") {
    const FoundObject found = store_->find("bucket", key, version);
    std::string read;
    read_pieces(*found.file, 0, found.version.size, [&](std::string_view piece) { read += piece; });
    return read;
  }

  std::string code_of_find(const std::string& key, const std::string& version = "") {
    try {
      static_cast<void>(store_->find("bucket", key, version));
      return "found";
    } catch (const AwsFault& fault) {
      return fault.code();
    }
  }

  void set_versioning(Versioning versioning) {
    store_->change_settings("bucket",
                            [&](BucketSettings& settings) { settings.versioning = versioning; });
  }

  TemporaryFolder folder_;
  FixedClock clock_{TimePoint(std::chrono::milliseconds(1764000000123))};
  std::unique_ptr<Store> store_;
};

TEST_F(StoreTest, KeepsObjectsAsPlainFiles) {
  put("in/my photo+1.jpg", "pixels");
  put("top", "t");
  EXPECT_THAT(folder_.files("bucket"), ElementsAre("in/my photo+1.jpg", "top"));
  EXPECT_EQ(folder_.text("bucket/in/my photo+1.jpg"), "pixels");
}

TEST_F(StoreTest, HoldsAKeyThatIsAnothersFolder) {
  put("a", "itself");
  put("a/b", "below");
  put("a/b/c", "deeper");
  EXPECT_THAT(folder_.files("bucket"), ElementsAre("a/%", "a/b/%", "a/b/c"));
  EXPECT_EQ(bytes("a"), "itself");
  EXPECT_EQ(bytes("a/b"), "below");
  EXPECT_EQ(bytes("a/b/c"), "deeper");
  put("a", "again");
  EXPECT_EQ(bytes("a"), "again");
  store_->remove("bucket", "a/b/c", nullptr);
  store_->remove("bucket", "a/b", nullptr);
  EXPECT_EQ(bytes("a"), "again");
  store_->remove("bucket", "a", nullptr);
  EXPECT_TRUE(folder_.files("bucket").empty());
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "bucket" / "a"));
}

TEST_F(StoreTest, TakesTheFolderFirstAndTheObjectAfter) {
  put("a/b", "below");
  put("a", "itself");
  EXPECT_THAT(folder_.files("bucket"), ElementsAre("a/%", "a/b"));
  store_->remove("bucket", "a/b", nullptr);
  open();
  EXPECT_EQ(bytes("a"), "itself");
}

TEST_F(StoreTest, StaysWithinItsFolder) {
  for (const char* key : {"../escaped", "../../escaped", "/escaped", "x/../../escaped", "..",
                          "../.shrike/bucket/bucket.json", "./../bucket2/x"}) {
    put(key, "mine");
    EXPECT_EQ(bytes(key), "mine");
  }
  EXPECT_FALSE(std::filesystem::exists(folder_.path().parent_path() / "escaped"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "escaped"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "bucket2"));
  open();
  EXPECT_EQ(bytes("../escaped"), "mine");
}

TEST_F(StoreTest, FollowsNoLinkThatSomebodyPutIntoABucket) {
  namespace fs = std::filesystem;
  const TemporaryFolder elsewhere;
  std::ofstream(elsewhere.path() / "secret") << "old!";
  const fs::path visible = folder_.path() / "bucket";
  put("file", "byte");
  put("kept/file", "byte");
  fs::remove(visible / "file");
  fs::create_symlink(elsewhere.path() / "secret", visible / "file");
  fs::create_directory_symlink(elsewhere.path(), visible / "folder");
  for (const char* key : {"file", "folder/secret", "folder/new/deeper", "folder"}) {
    EXPECT_THROW(put(key, "mine"), AwsFault) << key;
  }
  EXPECT_EQ(code_of_find("file"), "AccessDenied");
  EXPECT_EQ(elsewhere.files(""), std::vector<std::string>{"secret"});
  EXPECT_EQ(elsewhere.text("secret"), "old!");
  open();
  EXPECT_EQ(code_of_find("file"), "NoSuchKey") << "after a restart, its file is gone";
  EXPECT_EQ(bytes("kept/file"), "byte");
}

TEST_F(StoreTest, MakesItsFolderForItsOwnerAlone) {
  const std::filesystem::path fresh = folder_.path() / "of" / "its" / "own";
  const Store store(fresh, clock_);
  EXPECT_EQ(std::filesystem::status(fresh).permissions(), std::filesystem::perms::owner_all);
}

TEST_F(StoreTest, SurvivesARestart) {
  ObjectVersion draft;
  draft.size = 1;
  draft.etag = "e";
  draft.headers = {{"content-type", "image/jpeg"}};
  draft.metadata = {{"a", "b"}};
  draft.tags = {{"t", "u"}};
  draft.checksum = StoredChecksum{.algorithm = "crc32", .base64 = "AAAA", .composite = true};
  TemporaryFile data(store_->files("bucket").temporary());
  data.write("x");
  store_->put("bucket", "k", draft, std::move(data), nullptr);
  set_versioning(Versioning::Enabled);
  open();
  const ObjectVersion version = store_->find("bucket", "k", "").version;
  EXPECT_EQ(version.headers, draft.headers);
  EXPECT_EQ(version.metadata, draft.metadata);
  EXPECT_EQ(version.tags, draft.tags);
  EXPECT_EQ(version.checksum->base64, "AAAA");
  EXPECT_TRUE(version.checksum->composite);
  EXPECT_EQ(version.last_modified, clock_.now());
  EXPECT_EQ(store_->settings("bucket").versioning, Versioning::Enabled);
}

TEST_F(StoreTest, ForgetsObjectsWhoseFilesSomebodyRemoved) {
  put("gone", "x");
  put("changed", "x");
  put("kept", "x");
  std::filesystem::remove(folder_.path() / "bucket" / "gone");
  std::ofstream(folder_.path() / "bucket" / "changed") << "longer";
  EXPECT_EQ(code_of_find("gone"), "NoSuchKey");
  open();
  EXPECT_EQ(code_of_find("gone"), "NoSuchKey");
  EXPECT_EQ(code_of_find("changed"), "NoSuchKey");
  EXPECT_EQ(code_of_find("kept"), "found");
}

TEST_F(StoreTest, ForgetsVersionsWhoseFilesSomebodyRemovedOrChanged) {
  set_versioning(Versioning::Enabled);
  for (const char* key : {"gone", "changed"}) {
    const std::string first = put(key, "first").version.version_id;
    const std::string second = put(key, "no 2").version.version_id;
    const auto file = folder_.path() / "bucket" / key;
    std::filesystem::remove(file);
    // As long as the first version: its size must not make it pass for that.
    if (key == std::string("changed")) std::ofstream(file) << "taken";
    open();
    EXPECT_EQ(bytes(key), "first") << key;
    EXPECT_EQ(bytes(key, first), "first") << key;
    EXPECT_EQ(code_of_find(key, second), "NoSuchVersion") << key;
    EXPECT_EQ(folder_.text(std::string("bucket/") + key), "first");
    open();
    put(key, "third");
    EXPECT_EQ(bytes(key), "third");
    EXPECT_EQ(bytes(key, first), "first");
  }
}

TEST_F(StoreTest, GoesOnWithAVersionedKeyWhoseFileSomebodyRemovesMeanwhile) {
  set_versioning(Versioning::Enabled);
  for (const char* key : {"put", "marked", "unversioned"}) {
    const std::string first = put(key, "first").version.version_id;
    const std::string second = put(key, "no 2").version.version_id;
    std::filesystem::remove(folder_.path() / "bucket" / key);
    EXPECT_EQ(code_of_find(key), "NoSuchKey");
    if (key == std::string("put")) put(key, "third");
    if (key == std::string("marked")) store_->remove("bucket", key, nullptr);
    if (key == std::string("unversioned")) {
      store_->remove_version("bucket", key, second, nullptr);
      EXPECT_EQ(bytes(key), "first");
    }
    EXPECT_EQ(code_of_find(key, second), "NoSuchVersion") << key;
    EXPECT_EQ(bytes(key, first), "first") << key;
  }
  open();
  EXPECT_EQ(bytes("put"), "third");
}

TEST_F(StoreTest, ForgetsAKeyOfOneVersionWhoseFileSomebodyRemoved) {
  set_versioning(Versioning::Enabled);
  put("k", "only");
  std::filesystem::remove(folder_.path() / "bucket" / "k");
  put("k", "new");
  EXPECT_EQ(store_->record("bucket", "k").versions.size(), 1U);
  EXPECT_EQ(bytes("k"), "new");
}

TEST_F(StoreTest, KeepsThePreviousVersionThroughAnEndInTheMiddleOfAWrite) {
  namespace fs = std::filesystem;
  set_versioning(Versioning::Enabled);
  const std::string first = put("k", "first").version.version_id;
  const BucketFiles files = store_->files("bucket");
  store_.reset();
  fs::create_directories(files.version("k", first).parent_path());
  fs::rename(files.object("k"), files.version("k", first));
  open();
  EXPECT_EQ(bytes("k"), "first") << "the new bytes had not come yet";
  store_.reset();
  fs::create_directories(files.version("k", first).parent_path());
  fs::rename(files.object("k"), files.version("k", first));
  std::ofstream(files.object("k")) << "later";
  open();
  EXPECT_EQ(bytes("k", first), "first") << "the new bytes had come, nobody had been told so";
  EXPECT_EQ(bytes("k"), "first");
}

TEST_F(StoreTest, RefusesAKeyThatIsTooLongForAPath) {
  try {
    put(std::string(1024, '/'), "x");
    FAIL() << "stored";
  } catch (const AwsFault& fault) {
    EXPECT_EQ(fault.code(), "KeyTooLongError");
  }
  EXPECT_EQ(code_of_find(std::string(1024, '/')), "NoSuchKey");
  put(std::string(800, '/'), "x");
  EXPECT_EQ(bytes(std::string(800, '/')), "x");
}

TEST_F(StoreTest, TakesAnyBucketsNameForItsOwn) {
  for (const char* name : {"lock", "temporary", "objects"}) {
    EXPECT_TRUE(store_->create_bucket(name)) << name;
  }
  open();
  EXPECT_EQ(store_->buckets().size(), 4U);
}

TEST_F(StoreTest, KeepsAnOpenObjectReadableWhateverHappensToItsKey) {
  put("k", "first");
  const FoundObject found = store_->find("bucket", "k", "");
  put("k", "second");
  store_->remove("bucket", "k", nullptr);
  std::string read;
  read_pieces(*found.file, 0, 5, [&](std::string_view piece) { read += piece; });
  EXPECT_EQ(read, "first");
}

TEST_F(StoreTest, KeepsVersionsAndMarkers) {
  set_versioning(Versioning::Enabled);
  const std::string first = put("k", "1").version.version_id;
  const std::string second = put("k", "22").version.version_id;
  EXPECT_NE(first, second);
  const Change marker = store_->remove("bucket", "k", nullptr);
  EXPECT_TRUE(marker.version.delete_marker);
  EXPECT_TRUE(folder_.files("bucket").empty());
  EXPECT_EQ(bytes("k", first), "1");
  EXPECT_EQ(bytes("k", second), "22");
  open();
  EXPECT_TRUE(store_->find("bucket", "k", "").version.delete_marker);
  store_->remove_version("bucket", "k", marker.version.version_id, nullptr);
  EXPECT_EQ(bytes("k"), "22");
  EXPECT_EQ(folder_.text("bucket/k"), "22");
  store_->remove_version("bucket", "k", second, nullptr);
  EXPECT_EQ(bytes("k"), "1");
  store_->remove_version("bucket", "k", first, nullptr);
  EXPECT_EQ(code_of_find("k"), "NoSuchKey");
  EXPECT_TRUE(folder_.files(".shrike/bucket/versions").empty());
}

TEST_F(StoreTest, ReplacesTheNullVersionWhileSuspended) {
  put("k", "unversioned");
  set_versioning(Versioning::Enabled);
  const std::string kept = put("k", "kept").version.version_id;
  EXPECT_EQ(bytes("k", "null"), "unversioned");
  set_versioning(Versioning::Suspended);
  EXPECT_EQ(put("k", "suspended").version.version_id, "null");
  EXPECT_EQ(bytes("k", "null"), "suspended");
  EXPECT_EQ(bytes("k", kept), "kept");
  EXPECT_EQ(store_->record("bucket", "k").versions.size(), 2U);
  const Change marker = store_->remove("bucket", "k", nullptr);
  EXPECT_EQ(marker.version.version_id, "null");
  EXPECT_EQ(store_->record("bucket", "k").versions.size(), 2U);
  EXPECT_EQ(bytes("k", kept), "kept");
}

TEST_F(StoreTest, TellsUnknownVersionIdsFromImpossibleOnes) {
  put("k", "x");
  const std::string unknown = "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD";
  EXPECT_EQ(code_of_find("k", "null"), "found");
  EXPECT_EQ(code_of_find("k", unknown), "InvalidArgument");
  set_versioning(Versioning::Enabled);
  EXPECT_EQ(code_of_find("k", unknown), "NoSuchVersion");
  for (const char* bad : {"x", "../../../../etc/passwd", "HPniJFCxqTsMuIH9KX8K8wEjNUgmAB/D"}) {
    EXPECT_EQ(code_of_find("k", bad), "InvalidArgument");
  }
}

TEST_F(StoreTest, GrowsSequencersPerKeyAcrossDeletionRestartAndAClockPutBack) {
  std::vector<std::string> sequencers;
  const auto note = [&](const Change& change) { sequencers.push_back(change.version.sequencer); };
  note(put("k", "1"));
  note(put("k", "2"));
  note(store_->remove("bucket", "k", nullptr));
  clock_.advance(-std::chrono::hours(24));
  open();
  note(put("k", "3"));
  clock_.advance(std::chrono::hours(48));
  note(put("k", "4"));
  for (std::size_t i = 0; i < sequencers.size(); ++i) {
    EXPECT_EQ(sequencers[i].size(), 18U);
    EXPECT_EQ(sequencers[i].find_first_not_of("0123456789ABCDEF"), std::string::npos);
    if (i == 0) continue;
    EXPECT_LT(sequencers[i - 1], sequencers[i]);
  }
}

TEST_F(StoreTest, WritesOfOneKeyAreWholeWhoeverWinsTheRace) {
  std::vector<std::thread> writers;
  for (char letter : {'a', 'b', 'c', 'd'}) {
    writers.emplace_back([this, letter] {
      for (std::size_t i = 1; i <= 20; ++i) put("raced", std::string(i * 1000, letter));
    });
  }
  for (std::thread& writer : writers) writer.join();
  const std::string whole = bytes("raced");
  EXPECT_EQ(whole.size(), store_->find("bucket", "raced", "").version.size);
  EXPECT_EQ(whole.find_first_not_of(whole.front()), std::string::npos);
  EXPECT_TRUE(folder_.files(".shrike/bucket/temporary").empty());
}

TEST_F(StoreTest, RefusesToDeleteABucketThatHoldsAnything) {
  set_versioning(Versioning::Enabled);
  put("k", "x");
  store_->remove("bucket", "k", nullptr);
  EXPECT_THROW(store_->delete_bucket("bucket"), AwsFault);
  while (!store_->record("bucket", "k").versions.empty()) {
    store_->remove_version("bucket", "k", store_->record("bucket", "k").versions.front().version_id,
                           nullptr);
  }
  store_->delete_bucket("bucket");
  EXPECT_TRUE(store_->buckets().empty());
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "bucket"));
}

TEST_F(StoreTest, HasItsFolderToItself) {
  try {
    const Store second(folder_.path(), clock_);
    FAIL() << "two stores over one folder";
  } catch (const Error& error) {
    EXPECT_EQ(error.type(), "Store.InUse");
  }
}

TEST_F(StoreTest, NamesARecordThatItCannotRead) {
  put("k", "x");
  store_.reset();
  for (const auto& file : folder_.files(".shrike/bucket/objects")) {
    std::ofstream(folder_.path() / ".shrike/bucket/objects" / file) << "{\"key\": 7}";
  }
  EXPECT_THROW(open(), Error);
}

}  // namespace
}  // namespace shrike::local
