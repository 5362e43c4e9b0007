#include "infra/local/load_file.h"

#include <fstream>

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike::local {
namespace {

std::string error_of(const std::filesystem::path& path) {
  try {
    static_cast<void>(load_file(path));
    return "loaded";
  } catch (const Error& error) {
    return error.type();
  }
}

TEST(LoadFile, GivesEveryByteOfAFileOfAnySize) {
  const auto path = std::filesystem::path(testing::TempDir()) / "shrike-load-file";
  for (const auto size :
       {std::size_t{0}, std::size_t{1}, std::size_t{65'536}, std::size_t{200'001}}) {
    std::string content(size, '\0');
    if (size > 0) content.back() = '\xff';
    std::ofstream(path, std::ios::binary) << content;
    EXPECT_EQ(load_file(path), content);
  }
  std::filesystem::remove(path);
}

TEST(LoadFile, RefusesWhatIsNotThereOrNoFile) {
  EXPECT_EQ(error_of("/nowhere/at/all"), "File.Unreadable");
  EXPECT_EQ(error_of("/"), "File.Unreadable");
}

TEST(LoadFile, TakesAnErrorOfReadingForNoEnd) {
  // Nothing is mapped at its beginning: it opens, and reading it is an input/output error.
  EXPECT_EQ(error_of("/proc/self/mem"), "File.Unreadable");
}

}  // namespace
}  // namespace shrike::local
