#include "infra/local/stack/sam_translator.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike::local {
namespace {

TEST(SamTemplates, AreToldFromCloudFormation) {
  for (const auto& [file, text, expected] : {
           std::tuple{"t.yaml", "Resources: {}", true},
           {"t.yml", "", true},
           {"t.json", R"({"Transform":"AWS::Serverless-2016-10-31","Resources":{}})", true},
           {"t.json", R"({"Resources":{},"Transform":["AWS::Serverless-2016-10-31"]})", true},
           {"t.template.json", R"({"Resources":{"A":{"Transform":1}}})", false},
           {"t.json", "no JSON", false},
           {"t.json", R"({"Description":"Transform"})", false},
           {"t.json", "[\"Transform\"]", false},
       }) {
    EXPECT_EQ(needs_translation(file, text), expected) << file << " " << text;
  }
  EXPECT_FALSE(needs_translation("deep.json", std::string(1'000'000, '[')));
}

/// With a program in the translator's place that says what it is told to.
class SamTranslation : public testing::Test {
 protected:
  SamTranslation() {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "template.yaml") << "Resources: {}\n";
  }
  ~SamTranslation() override { std::filesystem::remove_all(folder_); }

  std::string load(const std::string& script) {
    std::ofstream(folder_ / "translate") << script;
    const SamTranslator translator{.python = "/bin/sh", .script = folder_ / "translate"};
    return translator.load(folder_ / "template.yaml");
  }

  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / "sam_translation";
};

TEST_F(SamTranslation, GivesWhatTheTranslatorMakesOfTheFile) {
  EXPECT_EQ(load("echo '{'; echo \"\\\"Said\\\": \\\"$(cat \"$1\")\\\"\"; echo '}'"),
            "{\n\"Said\": \"Resources: {}\"\n}\n");
}

TEST_F(SamTranslation, SaysWhatTheTranslatorHasAgainstIt) {
  try {
    static_cast<void>(load("echo 'no CodeUri' >&2; exit 1"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.type(), "Template.Invalid");
    EXPECT_THAT(error.message(), testing::HasSubstr("no CodeUri"));
  }
}

TEST_F(SamTranslation, LeavesCloudFormationAsItIs) {
  std::ofstream(folder_ / "cfn.json") << "{}";
  EXPECT_EQ(SamTranslator{}.load(folder_ / "cfn.json"), "{}");
}

TEST_F(SamTranslation, SaysHowToInstallWhatIsMissing) {
  try {
    static_cast<void>(
        SamTranslator{.python = folder_ / "python", .script = ""}.load(folder_ / "template.yaml"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.type(), "Sam.NotInstalled");
    EXPECT_THAT(error.message(), testing::HasSubstr("packaging/third-party/install.sh sam"));
  }
}

}  // namespace
}  // namespace shrike::local
