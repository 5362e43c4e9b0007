#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "handlers/config_variables.h"

namespace shrike {
namespace {

std::string readme() {
  std::ifstream file(SHRIKE_SOURCE_DIR "/README.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Bold where the variable must be set.
std::string handlers_of(const ConfigVariable& variable) {
  std::string list;
  for (const Entry entry : kEntries) {
    if (!variable.is_read_by(entry)) continue;
    const std::string mark = variable.required_by.contains(entry) ? "**" : "";
    list += (list.empty() ? "" : ", ") + mark + std::string(to_string(entry)) + mark;
  }
  return list;
}

TEST(Readme, ItsTableHoldsEveryVariableAsTheProgramReadsIt) {
  const std::string text = readme();
  ASSERT_FALSE(text.empty());
  for (const ConfigVariable& variable : config_variables()) {
    const std::string standard =
        variable.default_value.empty() ? " |" : " `" + std::string(variable.default_value) + "` |";
    const std::string row = "| `" + std::string(variable.name) + "` | " + handlers_of(variable) +
                            " |" + standard + " " + std::string(variable.allowed) + " | " +
                            std::string(variable.description) + " |";
    EXPECT_NE(text.find(row), std::string::npos) << "README.md lacks the row\n" << row;
  }
}

}  // namespace
}  // namespace shrike
