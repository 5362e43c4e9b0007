#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "infra/local/cli/demo.h"
#include "infra/local/cli/options.h"
#include "infra/local/cli/run.h"
#include "infra/local/cli/up.h"
#include "runtime/error.h"

namespace {

using shrike::local::CommandOptions;
using shrike::local::demo_faces;
using shrike::local::demo_tasks;
using shrike::local::demo_workflow;
using shrike::local::DemoOptions;

CommandOptions defaults() {
  CommandOptions options;
  options.stack_template = SHRIKE_DEFAULT_TEMPLATE;
  options.code = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  options.models = SHRIKE_DEFAULT_MODELS;
  options.onnxruntime_library = SHRIKE_DEFAULT_ONNXRUNTIME;
  options.companion_python = SHRIKE_DEFAULT_COMPANION_PYTHON;
  options.companion_server = SHRIKE_DEFAULT_COMPANION_SERVER;
  options.sam_python = SHRIKE_DEFAULT_SAM_PYTHON;
  options.sam_translator = SHRIKE_DEFAULT_SAM_TRANSLATOR;
  return options;
}

void add_common(CLI::App& command, CommandOptions& options) {
  command
      .add_option(
          "--template", options.stack_template,
          "Template of the stack: CloudFormation (JSON), as `cdk synth` puts it out, or SAM")
      ->check(CLI::ExistingFile);
  command
      .add_option("--parameter", options.parameters,
                  "Name=Value of a parameter of the template; several times")
      ->allow_extra_args(false);
  command
      .add_option("--parameters", options.parameters_file,
                  "CloudFormation parameters file: [{\"ParameterKey\", \"ParameterValue\"}, …]")
      ->check(CLI::ExistingFile);
  command.add_option("--stack-name", options.stack_name, "What AWS::StackName is")
      ->capture_default_str();
  command.add_option("--data", options.data, "Folder for buckets and results")
      ->capture_default_str();
  command.add_option("--code", options.code, "Folder with the functions' bootstrap")
      ->check(CLI::ExistingDirectory);
  command.add_option(
      "--record-calls", options.record_calls,
      "File for what the functions call, a JSON line each: what their policies need");
  command.add_option("--region", options.region, "AWS region to play")->capture_default_str();
}

void add_delays(CLI::App& command, CommandOptions& options) {
  command
      .add_option("--service-delays", options.service_delays,
                  "JSON file of how long the functions' calls of services take: "
                  "{\"s3.GetObject\": {\"first_byte_ms\": {\"p50\": 25, \"p99\": 80}, "
                  "\"bytes_per_second\": 86000000}, \"rekognition.*\": …, \"*\": …}, as in "
                  "bench/aws-latencies.json")
      ->check(CLI::ExistingFile);
  command
      .add_option("--service-delay-seed", options.service_delay_seed,
                  "Seed of the chance within them")
      ->capture_default_str();
}

void add_verbose(CLI::App& command, CommandOptions& options) {
  command.add_flag("--verbose", options.verbose, "Show the functions' logs");
}

void add_run(CLI::App& command, CommandOptions& options) {
  add_verbose(command, options);
  command.add_flag("--resume", options.resume,
                   "Leave alone what has a result of the same bytes, whatever made it");
  command
      .add_option("images", options.images,
                  "Image files, folders with all that is below them, or s3://BUCKET[/PREFIX]: a "
                  "bucket that lies in the data folder")
      ->required();
  command.footer(
      "All cores are used. Looking at images takes most of the time: --parameter Detect= makes\n"
      "renditions alone, --parameter Detect=labels,faces looks for more; with --parameter\n"
      "EmailAddress=you@example.com a mail of each is left in the data folder. Ctrl-C ends the\n"
      "run after what is under way; --resume goes on from there.");
}

/// A system that users come from, whole.
struct Demo {
  const char* name;
  const char* stack;  ///< the template's name
  const char* description;
  int (*show)(const DemoOptions& options);
};

constexpr std::array kDemos = {
    Demo{"faces", "compare-faces", "Compare images with reference faces, and show the mails",
         &demo_faces},
    Demo{"workflow", "workflow", "Run the state machine for each image, and show its way",
         &demo_workflow},
    Demo{"tasks", "tasks", "Track each image as a user's task in the table", &demo_tasks}};

void add_demos(CLI::App& app, DemoOptions& options) {
  auto* demo = app.add_subcommand("demo", "Run one of the systems whole, show it, and end");
  demo->require_subcommand(1);
  for (const auto& one : kDemos) {
    auto* command = demo->add_subcommand(one.name, one.description);
    add_common(*command, options.command);
    add_verbose(*command, options.command);
    command->add_option("images", options.command.images, "Image files")
        ->required()
        ->check(CLI::ExistingFile);
    if (std::string_view(one.name) == "faces") {
      command->add_option("--reference", options.references, "Image of a face that is known")
          ->required()
          ->allow_extra_args(false)
          ->check(CLI::ExistingFile);
      command
          ->add_option("--expect", options.expected,
                       "What each image is to come to: match, below-threshold, no-face")
          ->allow_extra_args(false)
          ->delimiter(',');
    }
  }
}

/// The stacks that come with this have values for parameters that a deployment is asked for: in
/// `file`, beside them.
void add_default_parameters(CommandOptions& options, const char* file) {
  const std::filesystem::path stacks = SHRIKE_STACKS;
  std::error_code ignored;
  if (std::filesystem::equivalent(options.stack_template.parent_path(), stacks, ignored)) {
    options.default_parameters = stacks / file;
  }
}

int show_demo(const CLI::App& app, DemoOptions options) {
  const auto* chosen = app.get_subcommand("demo")->get_subcommands().front();
  const auto* demo = std::find_if(kDemos.begin(), kDemos.end(), [&](const Demo& candidate) {
    return chosen->get_name() == candidate.name;
  });
  options.command.port = 0;
  if (chosen->count("--template") == 0) {
    options.command.stack_template =
        std::filesystem::path(SHRIKE_STACKS) / (std::string(demo->stack) + ".template.json");
  }
  add_default_parameters(options.command, "parameters.json");
  return demo->show(options);
}

int execute(int argc, char** argv) {
  CLI::App app{"The local cloud: S3, Lambda, Rekognition and their companions on this machine"};
  app.require_subcommand(1);
  DemoOptions demo_options{.command = defaults(), .references = {}, .expected = {}};
  auto& options = demo_options.command;

  auto* up = app.add_subcommand("up", "Start the stack and keep it running");
  add_common(*up, options);
  up->add_option("--port", options.port, "Port on 127.0.0.1; 0 takes a free one")
      ->capture_default_str();

  up->add_flag("--strict", options.strict,
               "Fail invocations whose runtime breaks the Runtime API's contract");
  up->add_option("--fault", options.faults,
                 "What goes wrong with the Runtime API: <call>[#<n>]:<fault>[=<value>], as in "
                 "next#2:status=500");

  up->add_option("--service-fault", options.service_faults,
                 "What goes wrong with the functions' calls of services: "
                 "<service>.<Operation>[@<part>][#<n>|~<percent>%]:<fault>[=<value>], as in "
                 "s3.PutObject@metadata.json#1:kill-after or *.*~1%:error=503/SlowDown");
  up->add_option("--service-fault-seed", options.service_fault_seed,
                 "Seed of the chance by which they do")
      ->capture_default_str();

  add_delays(*up, options);
  up->add_option("--retry-delay", options.retry_delay_seconds,
                 "Seconds before an event that failed is tried again; Lambda's are 60")
      ->check(CLI::Range(1U, 3600U))
      ->capture_default_str();

  auto* run = app.add_subcommand("run", "Put images into the stack, show what came out, and end");
  add_common(*run, options);
  add_delays(*run, options);
  add_run(*run, options);
  add_demos(app, demo_options);

  CLI11_PARSE(app, argc, argv);
  if (run->parsed()) {
    add_default_parameters(options, "run.parameters.json");  // nobody awaits a mail of each image
    options.port = 0;
    return shrike::local::run(options);
  }
  if (up->parsed()) {
    add_default_parameters(options, "parameters.json");
    return shrike::local::up(options);
  }
  return show_demo(app, demo_options);
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
