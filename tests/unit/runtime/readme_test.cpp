#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <string_view>

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

std::string readme_from(std::string_view heading) {
  const std::string text = contents(SHRIKE_SOURCE_DIR "/README.md");
  const auto start = text.find(heading);
  return start == std::string::npos ? "" : text.substr(start, text.find("\n## ", start) - start);
}

/// A suite of pytest's, `room.subject`, as ctest names it: tests/room/test_subject.py.
bool is_suite(const std::string& name) {
  const auto dot = name.find('.');
  return std::filesystem::exists(std::filesystem::path(SHRIKE_SOURCE_DIR "/tests") /
                                 name.substr(0, dot) / ("test_" + name.substr(dot + 1) + ".py"));
}

TEST(Readme, NamesATestForEachFeatureOfTheRuntimeAndItIsThere) {
  const auto tests = names_of_all_tests();
  const std::string section = readme_from("### The runtime, beside the others");
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

TEST(Readme, NamesATestForEachGuaranteeAndItIsThere) {
  const auto tests = names_of_all_tests();
  const std::string section = readme_from("## What is guaranteed");
  const std::regex row(R"(\n\| [^|]+ \| ([^|]+) \|)");
  const std::regex name(R"(`(\w+\.\w+)`)");
  std::size_t rows = 0;
  for (std::sregex_iterator found(section.begin(), section.end(), row), end; found != end;
       ++found) {
    const std::string named = (*found)[1];
    if (named == "test") continue;
    ++rows;
    std::size_t there = 0;
    for (std::sregex_iterator each(named.begin(), named.end(), name); each != end; ++each) {
      const std::string test = (*each)[1];
      ++there;
      if (test == "fuzz.seeds") continue;  // a CMake test
      EXPECT_TRUE(tests.contains(test) || is_suite(test)) << test;
    }
    EXPECT_GE(there, 1U) << named;
  }
  EXPECT_GE(rows, 15U);
}

TEST(Readme, ShowsPartsOfTheExamplesThatAreBuilt) {
  std::string examples;
  for (const auto& entry :
       std::filesystem::directory_iterator(SHRIKE_SOURCE_DIR "/runtime/examples")) {
    examples += contents(entry.path());
  }
  const std::string text = contents(SHRIKE_SOURCE_DIR "/runtime/README.md");
  constexpr std::string_view kFence = "```cpp\n";
  std::size_t samples = 0;
  for (auto at = text.find(kFence); at != std::string::npos; at = text.find(kFence, at + 1)) {
    const auto begin = at + kFence.size();
    const std::string sample = text.substr(begin, text.find("```", begin) - begin);
    EXPECT_NE(examples.find(sample), std::string::npos) << sample;
    ++samples;
  }
  EXPECT_EQ(samples, 2U);
}

TEST(Readme, SaysHowTheLibraryIsBuiltAsItsTestDoes) {
  const std::string text = contents(SHRIKE_SOURCE_DIR "/runtime/README.md");
  const std::string test = contents(SHRIKE_SOURCE_DIR "/tests/library/build_outside.cmake");
  constexpr const char* kOptions = "-DSHRIKE_RUNTIME_ONLY=ON -DCMAKE_BUILD_TYPE=Release";
  EXPECT_NE(text.find(kOptions), std::string::npos);
  EXPECT_NE(test.find(kOptions), std::string::npos);
}

}  // namespace
}  // namespace shrike
