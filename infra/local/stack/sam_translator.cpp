#include "infra/local/stack/sam_translator.h"

#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/lambda/process.h"
#include "infra/local/load_file.h"
#include "infra/local/stack/properties.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr std::chrono::minutes kLimit{2};

std::string run(const SamTranslator& translator, const std::filesystem::path& file) {
  std::string output;
  ProcessOptions options;
  options.program = translator.python;
  options.working_directory = "/";
  // Its warnings would stand in the middle of the template.
  options.environment = {"PYTHONDONTWRITEBYTECODE=1", "PYTHONWARNINGS=ignore",
                         "AWS_DEFAULT_REGION=us-east-1", "PATH=/usr/bin:/bin"};
  options.arguments = {translator.script.string(), std::filesystem::absolute(file).string()};
  options.on_line = [&output](std::string_view line) { output.append(line).append("\n"); };
  ExitStatus status;
  {
    Process process(std::move(options));
    if (!process.wait_for_exit(std::chrono::steady_clock::now() + kLimit)) {
      refuse_template(file.string(), "SAM's translator does not come to an end");
    }
    process.drain_output();
    status = process.exit_status().value_or(ExitStatus{});
  }
  if (status.code != 0 || status.signal != 0) {
    refuse_template(file.string(), "SAM's translator refuses it: " + output);
  }
  return output;
}

}  // namespace

bool needs_translation(const std::filesystem::path& file, std::string_view text) {
  const auto extension = file.extension();
  if (extension == ".yaml" || extension == ".yml") return true;
  // Keeps nothing but the names at the top, so that no depth of a hostile file costs the stack.
  bool transforms = false;
  const auto look = [&](int depth, json::parse_event_t event, json& parsed) {
    transforms =
        transforms || (depth == 1 && event == json::parse_event_t::key && parsed == "Transform");
    return depth < 1 || event == json::parse_event_t::key;
  };
  const auto nothing = json::parse(text, look, false);
  return transforms;
}

std::string SamTranslator::load(const std::filesystem::path& file) const {
  auto text = load_file(file);
  if (!needs_translation(file, text)) return text;
  if (!std::filesystem::exists(python)) {
    throw Error(ErrorKind::Reject, "Sam.NotInstalled",
                "Templates of SAM's are translated by its own translator, which is not installed: "
                "packaging/third-party/install.sh sam");
  }
  return run(*this, file);
}

}  // namespace shrike::local
