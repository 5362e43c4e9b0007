#include <cstdio>
#include <exception>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "infra/local/cli/options.h"
#include "infra/local/cli/run.h"
#include "infra/local/cli/up.h"
#include "runtime/error.h"

namespace {

using shrike::local::CommandOptions;

CommandOptions defaults() {
  CommandOptions options;
  options.stack_template = SHRIKE_DEFAULT_TEMPLATE;
  options.code = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  options.models = SHRIKE_DEFAULT_MODELS;
  options.onnxruntime_library = SHRIKE_DEFAULT_ONNXRUNTIME;
  options.companion_python = SHRIKE_DEFAULT_COMPANION_PYTHON;
  options.companion_server = SHRIKE_DEFAULT_COMPANION_SERVER;
  return options;
}

void add_common(CLI::App& command, CommandOptions& options) {
  command
      .add_option("--template", options.stack_template,
                  "CloudFormation template (JSON) of the stack")
      ->check(CLI::ExistingFile);
  command.add_option("--data", options.data, "Folder for buckets and results")
      ->capture_default_str();
  command.add_option("--code", options.code, "Folder with the functions' bootstrap")
      ->check(CLI::ExistingDirectory);
  command.add_option("--region", options.region, "AWS region to play")->capture_default_str();
}

int execute(int argc, char** argv) {
  CLI::App app{"The local cloud: S3, Lambda and Rekognition on this machine"};
  app.require_subcommand(1);
  auto options = defaults();

  auto* up = app.add_subcommand("up", "Start the stack and keep it running");
  add_common(*up, options);
  up->add_option("--port", options.port, "Port on 127.0.0.1; 0 takes a free one")
      ->capture_default_str();

  up->add_flag("--strict", options.strict,
               "Fail invocations whose runtime breaks the Runtime API's contract");
  up->add_option("--fault", options.faults,
                 "What goes wrong with the Runtime API: <call>[#<n>]:<fault>[=<value>], as in "
                 "next#2:status=500");

  auto* run = app.add_subcommand("run", "Put images into the stack, show what came out, and end");
  add_common(*run, options);
  run->add_flag("--verbose", options.verbose, "Show the functions' logs");
  run->add_option("images", options.images, "Image files")->required();

  CLI11_PARSE(app, argc, argv);
  if (run->parsed()) {
    options.port = 0;
    return shrike::local::run(options);
  }
  return shrike::local::up(options);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return execute(argc, argv);
  } catch (const shrike::Error& error) {
    fmt::print(stderr, "shrike-local: {} ({})\n", error.message(), error.type());
  } catch (const std::exception& error) {
    fmt::print(stderr, "shrike-local: {}\n", error.what());
  }
  return 1;
}
