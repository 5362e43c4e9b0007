#include "infra/local/zip_archive.h"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "handlers/aws/crc.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

constexpr std::uint64_t kMegabyte = 1024 * 1024;

void append(std::string& bytes, std::uint32_t number, unsigned size) {
  for (unsigned i = 0; i < size; ++i) bytes.push_back(static_cast<char>(number >> (8U * i)));
}

struct Member {
  std::string name;
  std::string content;
  std::uint32_t mode = 0100644;
  std::uint32_t method = 0;
  std::uint32_t flags = 0;
  std::string packed = {};  ///< the content itself where empty
};

/// As a zip program writes it.
std::string archive(const std::vector<Member>& members, const std::string& comment = {}) {
  std::string bytes;
  std::string directory;
  for (const auto& member : members) {
    const auto& packed = member.packed.empty() ? member.content : member.packed;
    Crc32 crc;
    crc.update(member.content);
    std::string common;
    append(common, 20, 2);
    append(common, member.flags, 2);
    append(common, member.method, 2);
    append(common, 0, 4);
    append(common, crc.value(), 4);
    append(common, static_cast<std::uint32_t>(packed.size()), 4);
    append(common, static_cast<std::uint32_t>(member.content.size()), 4);
    append(common, static_cast<std::uint32_t>(member.name.size()), 2);
    append(common, 0, 2);
    directory += std::string("PK\1\2", 4) + std::string("\x14\x03", 2) + common;
    directory += std::string(6, '\0');
    append(directory, member.mode << 16U, 4);
    append(directory, static_cast<std::uint32_t>(bytes.size()), 4);
    directory += member.name;
    bytes += std::string("PK\3\4", 4) + common + member.name + packed;
  }
  const auto start = static_cast<std::uint32_t>(bytes.size());
  bytes += directory + std::string("PK\5\6", 4);
  append(bytes, 0, 4);
  append(bytes, static_cast<std::uint32_t>(members.size()), 2);
  append(bytes, static_cast<std::uint32_t>(members.size()), 2);
  append(bytes, static_cast<std::uint32_t>(directory.size()), 4);
  append(bytes, start, 4);
  append(bytes, static_cast<std::uint32_t>(comment.size()), 2);
  return bytes + comment;
}

class ZipArchive : public testing::Test {
 protected:
  ZipArchive() { std::filesystem::remove_all(folder_); }
  ~ZipArchive() override { std::filesystem::remove_all(folder_); }

  /// "unpacked", or the type of the error.
  std::string unpack(const std::string& bytes, std::uint64_t limit = kMegabyte) const {
    try {
      unpack_zip(bytes, folder_ / "code", limit);
      return "unpacked";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::Reject);
      return error.type();
    }
  }

  [[nodiscard]] std::string content(const std::string& name) const {
    std::ifstream file(folder_ / "code" / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  [[nodiscard]] int mode(const std::string& name) const {
    return static_cast<int>(std::filesystem::status(folder_ / "code" / name).permissions());
  }

  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / "shrike-zip";
};

TEST_F(ZipArchive, IsUnpackedWithItsFoldersAndPermissions) {
  EXPECT_EQ(unpack(archive({{"bootstrap", "run", 0100755},
                            {"lib/", "", 0040755},
                            {"lib/a/b.txt", std::string("\0bytes", 6), 0100640},
                            {"empty", ""}},
                           "a comment")),
            "unpacked");
  EXPECT_EQ(content("bootstrap"), "run");
  EXPECT_EQ(mode("bootstrap"), 0755);
  EXPECT_EQ(content("lib/a/b.txt"), std::string("\0bytes", 6));
  EXPECT_EQ(mode("lib/a/b.txt"), 0640);
  EXPECT_EQ(content("empty"), "");
}

TEST_F(ZipArchive, IsInflated) {
  // "aaaaaaaaaa" as zlib deflates it.
  EXPECT_EQ(unpack(archive({{.name = "a",
                             .content = "aaaaaaaaaa",
                             .method = 8,
                             .packed = std::string("\x4b\x4c\x84\x01\x00", 5)}})),
            "unpacked");
  EXPECT_EQ(content("a"), "aaaaaaaaaa");
}

TEST_F(ZipArchive, KeepsNothingOutsideItsFolder) {
  for (const std::string& name :
       {std::string("../outside"), std::string("/outside"), std::string("a/../../outside"),
        std::string("a\\outside"), std::string("a\0b", 3), std::string()}) {
    EXPECT_EQ(unpack(archive({{name, "x"}})), "Zip.Invalid") << name;
    EXPECT_FALSE(std::filesystem::exists(folder_ / "outside"));
  }
}

TEST_F(ZipArchive, IsRefusedWhereItIsMoreThanTheLimit) {
  const auto large = archive({{"a", std::string(600, 'a')}, {"b", std::string(600, 'b')}});
  EXPECT_EQ(unpack(large, 1199), "Zip.TooLarge");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "code"));
  EXPECT_EQ(unpack(large, 1200), "unpacked");
}

TEST_F(ZipArchive, IsRefusedWhereItHoldsMoreThanItSays) {
  // Inflates to ten bytes, of which the record owns to four: a bomb in the small.
  EXPECT_EQ(unpack(archive({{.name = "a",
                             .content = "aaaa",
                             .method = 8,
                             .packed = std::string("\x4b\x4c\x84\x01\x00", 5)}})),
            "Zip.Invalid");
}

TEST_F(ZipArchive, IsRefusedWhereAFileIsToBeAFolderToo) {
  EXPECT_EQ(unpack(archive({{"a", "x"}, {"a/b", "y"}})), "Zip.Invalid");
  EXPECT_EQ(unpack(archive({{"a/b", "x"}, {"a", "y"}})), "Zip.Invalid");
  EXPECT_EQ(unpack(archive({{"a", "x"}, {"a/", "", 0040755}})), "Zip.Invalid");
}

TEST_F(ZipArchive, IsRefusedWhereItIsNotUnderstood) {
  EXPECT_EQ(unpack(archive({{.name = "a", .content = "x", .flags = 1}})), "Zip.Unsupported");
  EXPECT_EQ(unpack(archive({{.name = "a", .content = "x", .method = 12}})), "Zip.Unsupported");
  EXPECT_EQ(unpack(archive({{"link", "/etc/passwd", 0120777}})), "Zip.Unsupported");
}

TEST_F(ZipArchive, IsRefusedWhereverItIsCutOrDamaged) {
  EXPECT_EQ(unpack(""), "Zip.Invalid");
  EXPECT_EQ(unpack("no archive at all"), "Zip.Invalid");
  EXPECT_EQ(unpack(std::string("PK\5\6", 4)), "Zip.Invalid");
  const auto whole = archive({{"a", "some content"}, {"b", "more"}});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(unpack(whole.substr(0, size)), "Zip.Invalid") << size;
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    unpack(damaged);  // whatever it says: nothing is read or written out of bounds
  }
}

}  // namespace
}  // namespace shrike::local
