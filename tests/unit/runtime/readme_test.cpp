#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace shrike {
namespace {

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::set<std::string> names_of_all_tests() {
  std::set<std::string> names;
  const std::regex test(R"(TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\))");
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(SHRIKE_SOURCE_DIR "/tests")) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = contents(entry.path());
    for (std::sregex_iterator found(text.begin(), text.end(), test), end; found != end; ++found) {
      names.insert((*found)[1].str() + '.' + (*found)[2].str());
    }
  }
  return names;
}

TEST(Readme, NamesATestForEachFeatureOfTheRuntimeAndItIsThere) {
  const auto tests = names_of_all_tests();
  const std::string text = contents(SHRIKE_SOURCE_DIR "/README.md");
  const auto section = text.substr(text.find("### The runtime, beside the others"));
  const std::regex row(R"(\| yes `([\w.]+)` \|)");
  std::size_t rows = 0;
  for (std::sregex_iterator found(section.begin(), section.end(), row), end; found != end;
       ++found) {
    const std::string name = (*found)[1];
    ++rows;
    if (name.starts_with("library.")) continue;  // a CMake test
    EXPECT_TRUE(tests.contains(name)) << name;
  }
  EXPECT_GE(rows, 20U);
}

}  // namespace
}  // namespace shrike
