#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "handlers/config.h"

namespace shrike {
namespace {

std::string readme() {
  std::ifstream file(SHRIKE_SOURCE_DIR "/README.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Readme, ItsTableHoldsEveryVariableAsTheProgramReadsIt) {
  const std::string text = readme();
  ASSERT_FALSE(text.empty());
  for (const ConfigVariable& variable : config_variables()) {
    const std::string standard =
        variable.default_value.empty() ? " |" : " `" + std::string(variable.default_value) + "` |";
    const std::string row = "| `" + std::string(variable.name) + "` |" + standard + " " +
                            std::string(variable.allowed) + " | " +
                            std::string(variable.description) + " |";
    EXPECT_NE(text.find(row), std::string::npos) << "README.md lacks the row\n" << row;
  }
}

}  // namespace
}  // namespace shrike
