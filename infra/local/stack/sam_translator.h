#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace shrike::local {

/// SAM's own translator, which makes plain CloudFormation of its templates: infra/sam/translate.py,
/// run by the Python that has it.
struct SamTranslator {
  std::filesystem::path python;
  std::filesystem::path script;

  /// The template in a file as CloudFormation's JSON: YAML, and JSON with a Transform, goes through
  /// the translator. Throws Error "File.Unreadable" (Reject), "Sam.NotInstalled" (Reject) saying
  /// how to install it, and "Template.Invalid" (Reject) with what the translator says of the
  /// template.
  [[nodiscard]] std::string load(const std::filesystem::path& file) const;
};

/// Whether a template has to be translated first. What is neither YAML nor JSON need not.
[[nodiscard]] bool needs_translation(const std::filesystem::path& file, std::string_view text);

}  // namespace shrike::local
